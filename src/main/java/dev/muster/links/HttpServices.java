package dev.muster.links;

import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.MusterException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Answers requests of an authenticated neighbour to named services: one message in the body, one answer back. Thread-safe. */
final class HttpServices {
    private final Vertx vertx;
    private final long limit;

    /**
     * Answers.
     *
     * @param limit bytes of one message or answer
     */
    HttpServices(Vertx vertx, long limit) {
        this.vertx = vertx;
        this.limit = limit;
    }

    /** Reads the message and answers it with what the services say. */
    void take(
            HttpServerRequest request,
            BiFunction<String, @Nullable Object, CompletionStage<@Nullable Object>> services) {
        Context context = vertx.getOrCreateContext();
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() + part.length() > limit) {
                request.response().setStatusCode(413).end();
                request.connection().close();
            } else {
                body.appendBuffer(part);
            }
        });
        request.endHandler(end -> decoded(context, body).onComplete(read -> {
            if (read.failed()) {
                request.response().setStatusCode(400).end();
            } else {
                serve(context, request.response(), read.result(), services);
            }
        }));
    }

    private static Future<CallFrame.ServiceRequest> decoded(Context context, Buffer body) {
        if (body.length() > LinkSettings.INLINE) {
            return context.executeBlocking(() -> decode(body), true);
        }
        try {
            return Future.succeededFuture(decode(body));
        } catch (ProtocolError e) {
            return Future.failedFuture(e);
        }
    }

    private static CallFrame.ServiceRequest decode(Buffer body) {
        List<Frame> frames = Frame.decode(Json.parse(new ByteArrayInputStream(body.getBytes())));
        if (frames.size() == 1 && frames.get(0) instanceof CallFrame.ServiceRequest request) {
            return request;
        }
        throw new ProtocolError("the body must be one message to a service");
    }

    private void serve(
            Context context,
            HttpServerResponse response,
            CallFrame.ServiceRequest request,
            BiFunction<String, @Nullable Object, CompletionStage<@Nullable Object>> services) {
        try {
            services.apply(request.service(), request.message())
                    .whenComplete((answer, problem) -> context.runOnContext(now -> say(
                            response,
                            problem == null
                                    ? new CallFrame.ServiceAnswer(request.request(), answer, null)
                                    : failed(request, problem))));
        } catch (MusterException e) {
            say(response, new CallFrame.ServiceAnswer(request.request(), null, e.failure()));
        }
    }

    private void say(HttpServerResponse response, CallFrame.ServiceAnswer answer) {
        if (response.closed() || response.ended()) {
            return;
        }
        Buffer body;
        try {
            body = HttpMessages.bytes(answer, limit);
        } catch (MusterException e) {
            body = HttpMessages.bytes(
                    new CallFrame.ServiceAnswer(answer.request(), null, e.failure()), LinkSettings.INLINE);
        }
        response.putHeader("Content-Type", "application/json").end(body);
    }

    private static CallFrame.ServiceAnswer failed(CallFrame.ServiceRequest request, Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        Failure failure = cause instanceof MusterException known
                ? known.failure()
                : Failure.of(ErrorCode.SERVICE_UNREACHABLE, request.service());
        return new CallFrame.ServiceAnswer(request.request(), null, failure);
    }
}
