package dev.muster.bench;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * The least that could answer {@code POST /operations/node.info}: {@code route} is a Camel route on platform-http, {@code handler} a handler
 * on a Vert.x router. Both read the request body, ask the same bean, write the same JSON; {@code POST /constant} writes a text made before. The
 * Vert.x version, the virtual-thread workers (found through the service loader) and the Camel options are the hub's.
 */
final class Floor {
    private Floor() {}

    public static void main(String[] arguments) throws Exception {
        Parent.endWithInput();
        int port = Integer.parseInt(arguments[1]);
        if (arguments[0].equals("route")) {
            route(port);
        } else {
            handler(port);
        }
        Parent.tell("ready on " + port);
        Thread.currentThread().join();
    }

    private static void handler(int port) {
        Answer answer = new Answer();
        String constant = answer.text(answer.envelope());
        Vertx vertx = Vertx.vertx();
        Router router = Router.router(vertx);
        router.post().handler(BodyHandler.create(false));
        router.post("/operations/node.info").handler(ctx -> ctx.response()
                .putHeader("Content-Type", "application/json")
                .end(answer.text(answer.envelope())));
        router.post("/constant").handler(ctx -> ctx.response()
                .putHeader("Content-Type", "application/json")
                .end(constant));
        vertx.createHttpServer()
                .requestHandler(router)
                .listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static void route(int port) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.setStreamCaching(false);
        context.disableJMX();
        context.getRegistry().bind("vertx", Vertx.vertx());
        context.getRegistry().bind("answer", new Answer());
        VertxPlatformHttpServerConfiguration server = new VertxPlatformHttpServerConfiguration();
        server.setBindHost("127.0.0.1");
        server.setBindPort(port);
        context.addService(new VertxPlatformHttpServer(server));
        context.addRoutes(new Routes());
        context.start();
    }

    private static final class Routes extends RouteBuilder {
        @Override
        public void configure() {
            Answer answer = new Answer();
            String constant = answer.text(answer.envelope());
            from("platform-http:/operations/node.info?httpMethodRestrict=POST")
                    .routeId("info")
                    .bean("answer", "envelope")
                    .process(exchange -> exchange.getMessage()
                            .setBody(answer.text(exchange.getMessage().getBody())))
                    .setHeader(Exchange.CONTENT_TYPE, constant("application/json"));
            from("platform-http:/constant?httpMethodRestrict=POST")
                    .routeId("constant")
                    .setBody(constant(constant))
                    .setHeader(Exchange.CONTENT_TYPE, constant("application/json"));
        }
    }
}
