package dev.muster.links;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Messages to named services of a neighbour that is reached over HTTP: each is a POST, answered by what the service said. Messages of one
 * token follow one another, each when the one before it was answered; those of different tokens go side by side. Thread-safe.
 */
final class HttpMessages {
    private static final int MOST = 1_000;

    private final HttpClient client;
    private final Supplier<RequestOptions> target;
    private final long limit;
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Map<String, CompletableFuture<@Nullable Object>> last = new ConcurrentHashMap<>();

    /**
     * Sends there.
     *
     * @param target method, address and credential of one request
     * @param limit bytes of one message or answer
     */
    HttpMessages(HttpClient client, Supplier<RequestOptions> target, long limit) {
        this.client = client;
        this.target = target;
        this.limit = limit;
    }

    /** Messages that wait for an answer. */
    int pending() {
        return waiting.get();
    }

    /** Sends a message; fails with 3020 when the connection breaks, 3021 when late, 3070 when a thousand wait already, or as the service did. */
    CompletionStage<@Nullable Object> ask(String service, @Nullable Object message, Duration time) {
        if (waiting.incrementAndGet() > MOST) {
            waiting.decrementAndGet();
            return CompletableFuture.failedFuture(
                    new MusterException(ErrorCode.QUEUE_FULL, "messages to a node that is reached over HTTP"));
        }
        long end = System.nanoTime() + time.toNanos();
        String key = message instanceof Map<?, ?> map ? String.valueOf(map.get("token")) : "";
        CompletableFuture<@Nullable Object> answer = last.compute(
                key,
                (token, before) -> before == null
                        ? post(service, message, end)
                        : before.handle((done, problem) -> true).thenCompose(next -> post(service, message, end)));
        var unused = answer.whenComplete((done, problem) -> {
            waiting.decrementAndGet();
            last.remove(key, answer);
        });
        return answer;
    }

    private CompletableFuture<@Nullable Object> post(String service, @Nullable Object message, long end) {
        CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
        long left = end - System.nanoTime();
        if (left <= 0) {
            answer.completeExceptionally(new MusterException(ErrorCode.TIMED_OUT, ""));
            return answer;
        }
        Buffer body;
        try {
            body = bytes(new CallFrame.ServiceRequest(numbers.incrementAndGet(), service, message), limit);
        } catch (MusterException e) {
            answer.completeExceptionally(e);
            return answer;
        }
        AtomicReference<HttpClientRequest> open = new AtomicReference<>();
        client.request(target.get())
                .compose(request -> {
                    open.set(request);
                    return request.putHeader("Content-Type", "application/json").send(body);
                })
                .onSuccess(response -> read(response, answer))
                .onFailure(gone -> {
                    ErrorCode code = open.get() == null ? ErrorCode.NODE_NOT_CONNECTED : ErrorCode.NO_ANSWER;
                    answer.completeExceptionally(new MusterException(code, "", gone));
                });
        return answer.orTimeout(left, TimeUnit.NANOSECONDS).exceptionallyCompose(problem -> {
            HttpClientRequest request = open.get();
            if (problem instanceof TimeoutException && request != null) {
                request.reset();
            }
            return CompletableFuture.failedFuture(
                    problem instanceof TimeoutException ? new MusterException(ErrorCode.TIMED_OUT, "") : problem);
        });
    }

    private void read(HttpClientResponse response, CompletableFuture<@Nullable Object> answer) {
        if (response.statusCode() != 200) {
            boolean stranger = response.statusCode() == 401;
            answer.completeExceptionally(
                    new MusterException(stranger ? ErrorCode.NOT_AUTHENTIC : ErrorCode.PEER_ERROR, ""));
            return;
        }
        Buffer body = Buffer.buffer();
        response.exceptionHandler(
                gone -> answer.completeExceptionally(new MusterException(ErrorCode.NO_ANSWER, "", gone)));
        response.endHandler(end -> take(body, answer));
        response.handler(part -> {
            if (body.length() + part.length() > limit) {
                answer.completeExceptionally(new MusterException(ErrorCode.PAYLOAD_TOO_LARGE, ""));
                response.request().reset();
            } else {
                body.appendBuffer(part);
            }
        });
    }

    private static void take(Buffer body, CompletableFuture<@Nullable Object> answer) {
        try {
            List<Frame> frames = Frame.decode(Json.parse(new ByteArrayInputStream(body.getBytes())));
            if (frames.size() != 1 || !(frames.get(0) instanceof CallFrame.ServiceAnswer said)) {
                throw new ProtocolError("a message is answered with one answer");
            }
            if (said.failure() == null) {
                answer.complete(said.message());
            } else {
                answer.completeExceptionally(new MusterException(said.failure(), null));
            }
        } catch (ProtocolError e) {
            answer.completeExceptionally(new MusterException(ErrorCode.BAD_ANSWER, String.valueOf(e.getMessage()), e));
        }
    }

    static Buffer bytes(Frame frame, long limit) {
        Encoded encoded = Encoded.of(frame, limit);
        Buffer bytes = Buffer.buffer((int) encoded.length());
        encoded.segments().forEach(bytes::appendBytes);
        return bytes;
    }
}
