package dev.muster.camel;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * Hooks {@code rest:} routes to the router of {@link HttpDoor}. Camel's own engine looks for a server of Camel's and falls back to port
 * 8080 when it finds two (camel-notes 15.1); ours has one router and no opinion on ports. It also hands the caller to the route as
 * exchange properties, which a client cannot forge as it could a header.
 */
final class DoorEngine extends VertxPlatformHttpEngine {
    /** Name under which the router of the door is bound. */
    static final String ROUTER = VertxPlatformHttpRouter.getRouterNameFromPort(0);

    @Override
    public int getServerPort() {
        return 0;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        endpoint.setHeaderFilterStrategy(new DoorHeaders());
        return new DoorConsumer(endpoint, processor);
    }

    private static final class DoorConsumer extends VertxPlatformHttpConsumer {
        DoorConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
            super(endpoint, processor, List.of(), ROUTER);
        }

        @Override
        protected Future<Void> populateCamelMessage(RoutingContext ctx, Exchange exchange, Message message) {
            Admission admission = Admission.of(ctx);
            exchange.setProperty("caller", admission.caller());
            exchange.setProperty("token", admission.token());
            exchange.setProperty("remote", admission.remote());
            return super.populateCamelMessage(ctx, exchange, message);
        }
    }
}
