package dev.muster.links;

import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.MusterException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Numbered questions on one connection that wait for one answer each: answered, failed, timed out, or lost with the connection. */
final class Requests<T> {
    private final Map<Long, CompletableFuture<T>> open = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private volatile boolean closed;

    /** Asks with a fresh number; the future fails with that code when the time is over. */
    CompletableFuture<T> ask(Duration limit, ErrorCode late, LongConsumer sender) {
        return expect(numbers.incrementAndGet(), limit, late, sender);
    }

    /** The same with a number that is known already. */
    CompletableFuture<T> expect(long number, Duration limit, ErrorCode late, LongConsumer sender) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        open.put(number, answer);
        try {
            sender.accept(number);
        } catch (MusterException e) {
            fail(number, e.failure());
        }
        if (closed) {
            fail(number, Failure.of(ErrorCode.NO_ANSWER));
        }
        return answer.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).handle((value, problem) -> {
            open.remove(number);
            if (problem instanceof TimeoutException) {
                throw new MusterException(late, "");
            }
            if (problem instanceof MusterException known) {
                throw known;
            }
            return value;
        });
    }

    /** Delivers an answer; one that nobody waits for is ignored. */
    void answer(long number, @Nullable T value) {
        CompletableFuture<T> waiting = open.remove(number);
        if (waiting != null) {
            waiting.complete(value);
        }
    }

    /** Delivers a failure. */
    void fail(long number, Failure failure) {
        CompletableFuture<T> waiting = open.remove(number);
        if (waiting != null) {
            waiting.completeExceptionally(new MusterException(failure, null));
        }
    }

    int size() {
        return open.size();
    }

    /** The connection is gone. */
    void close() {
        closed = true;
        new ArrayList<>(open.keySet()).forEach(number -> fail(number, Failure.of(ErrorCode.NO_ANSWER)));
    }
}
