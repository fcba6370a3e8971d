package dev.muster.camel;

import static org.apache.camel.support.http.HttpUtil.determineResponseCode;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConsumer;

/**
 * Takes requests into routes without keeping a thread: Camel's own consumer holds a worker until the exchange has ended, also when the route
 * waits for a link, and then nobody could answer at the deadline of work that ignores its interrupt. Hands the caller to the route as
 * exchange properties, which a client cannot forge as it could a header.
 */
final class DoorConsumer extends VertxPlatformHttpConsumer {
    private static final int CHUNK = 64 * 1024;

    private final Executor workers;

    /**
     * A consumer of the door's router.
     *
     * @param workers run the routes, so that no event loop does
     */
    DoorConsumer(PlatformHttpEndpoint endpoint, Processor processor, Executor workers) {
        super(endpoint, processor, List.of(), DoorEngine.ROUTER);
        this.workers = workers;
    }

    @Override
    protected Future<Void> populateCamelMessage(RoutingContext ctx, Exchange exchange, Message message) {
        Admission admission = Admission.of(ctx);
        exchange.setProperty("caller", admission.caller());
        exchange.setProperty("token", admission.token());
        exchange.setProperty("remote", admission.remote());
        Future<Void> populated = super.populateCamelMessage(ctx, exchange, message);
        if (!asJson(ctx)) {
            return populated;
        }
        return populated.onSuccess(done ->
                message.setBody(bytes(ctx) ? ctx.body().buffer() : ctx.body().asString()));
    }

    @Override
    protected void handleRequest(RoutingContext ctx) {
        if (isSuspended() || getEndpoint().isHttpProxy() || (form(ctx) && !asJson(ctx))) {
            super.handleRequest(ctx);
            return;
        }
        Context loop = ctx.vertx().getOrCreateContext();
        Exchange exchange = createExchange(false);
        exchange.setPattern(ExchangePattern.InOut);
        processHttpRequest(exchange, ctx).onComplete(read -> {
            if (read.succeeded()) {
                workers.execute(() -> run(ctx, loop, exchange));
            } else {
                end(ctx, exchange, read.cause());
            }
        });
    }

    private void run(RoutingContext ctx, Context loop, Exchange exchange) {
        try {
            createUoW(exchange);
            getAsyncProcessor().process(exchange, synchronously -> loop.runOnContext(now -> answer(ctx, exchange)));
        } catch (Exception e) {
            loop.runOnContext(now -> end(ctx, exchange, e));
        }
    }

    private void answer(RoutingContext ctx, Exchange exchange) {
        HttpServerResponse response = ctx.response();
        if (response.ended() || response.closed()) {
            end(ctx, exchange, null);
        } else if (exchange.getException() != null) {
            end(ctx, exchange, exchange.getException());
        } else {
            Object body = exchange.getMessage().getBody();
            head(response, exchange, body);
            if (body == null) {
                response.end();
                end(ctx, exchange, null);
            } else if (body instanceof String text) {
                response.end(text);
                end(ctx, exchange, null);
            } else if (body instanceof Buffer buffer) {
                response.end(buffer);
                end(ctx, exchange, null);
            } else {
                response.setChunked(true);
                workers.execute(() -> stream(ctx, exchange));
            }
        }
    }

    private static void head(HttpServerResponse response, Exchange exchange, Object body) {
        Message message = exchange.getMessage();
        response.setStatusCode(determineResponseCode(exchange, body));
        for (String name : DoorHeaders.RESPONSE) {
            Object value = message.getHeader(name);
            if (value instanceof Iterable<?> values) {
                values.forEach(each -> response.headers().add(name, String.valueOf(each)));
            } else if (value != null) {
                response.putHeader(name, value.toString());
            }
        }
    }

    /** Anything that is neither text nor a buffer goes out piece by piece, at the pace of the client. */
    private void stream(RoutingContext ctx, Exchange exchange) {
        Throwable failure = null;
        try (InputStream content = exchange.getMessage().getMandatoryBody(InputStream.class)) {
            byte[] chunk = new byte[CHUNK];
            for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
                await(ctx.response().write(Buffer.buffer(Arrays.copyOf(chunk, read))));
            }
            await(ctx.response().end());
        } catch (Exception e) {
            failure = e;
            ctx.response().reset();
        }
        doneUoW(exchange);
        releaseExchange(exchange, false);
        if (failure != null) {
            getExceptionHandler()
                    .handleException("the answer of " + getEndpoint().getPath() + " broke off", failure);
        }
    }

    private static void await(Future<Void> written) throws IOException {
        try {
            written.toCompletionStage().toCompletableFuture().join();
        } catch (java.util.concurrent.CompletionException e) {
            throw new IOException("the client is gone", e);
        }
    }

    private void end(RoutingContext ctx, Exchange exchange, @org.jspecify.annotations.Nullable Throwable failure) {
        if (failure != null) {
            ctx.fail(failure);
        }
        doneUoW(exchange);
        releaseExchange(exchange, false);
    }

    /** Clients of the node proxy send JSON and say whatever their tool says of itself, a form in the case of curl. */
    private static boolean asJson(RoutingContext ctx) {
        return ctx.normalizedPath().startsWith("/api/");
    }

    /** Events come as JSON or avro, whatever the client says of them. */
    private static boolean bytes(RoutingContext ctx) {
        return ctx.normalizedPath().startsWith("/api/v2/");
    }

    /** Forms become headers and attachments, which only Camel's own consumer does. */
    private static boolean form(RoutingContext ctx) {
        String type = ctx.request().getHeader("Content-Type");
        if (type == null || type.startsWith("application/json")) {
            return false;
        }
        String lower = type.toLowerCase(Locale.ROOT);
        return lower.startsWith("multipart/form-data") || lower.startsWith("application/x-www-form-urlencoded");
    }
}
