package dev.muster.copy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Messages that are on the way and not yet answered, no more than a few. Blocks its thread; not thread-safe. */
final class Flight {
    private final CopyPeer peer;
    private final String token;
    private final int window;
    private final Duration limit;
    private final Deque<CompletionStage<Map<String, Object>>> waiting = new ArrayDeque<>();

    Flight(CopyPeer peer, String token, int window, Duration limit) {
        this.peer = peer;
        this.token = token;
        this.window = window;
        this.limit = limit;
    }

    /** Sends a message as soon as there is room. */
    void send(Map<String, Object> data, byte[] chunk) throws Broken, InterruptedException {
        while (waiting.size() >= window) {
            settle();
        }
        waiting.add(deliver(data, chunk));
    }

    /** Waits until everything was answered. */
    void land() throws Broken, InterruptedException {
        while (!waiting.isEmpty()) {
            settle();
        }
    }

    /** Sends one message and waits for its answer. */
    Map<String, Object> ask(Map<String, Object> data) throws Broken, InterruptedException {
        return await(deliver(data, new byte[0]));
    }

    private void settle() throws Broken, InterruptedException {
        Map<String, Object> answer = await(waiting.remove());
        Object state = answer.get("state");
        if ("failed".equals(state)) {
            throw new Told(String.valueOf(answer.get("message")));
        }
        if ("stale".equals(state)) {
            throw new Broken("the node took another attempt for the current one", false);
        }
    }

    private CompletionStage<Map<String, Object>> deliver(Map<String, Object> data, byte[] chunk) throws Broken {
        try {
            return peer.process(token, data, chunk);
        } catch (RuntimeException e) {
            throw new Broken(String.valueOf(e.getMessage()), e);
        }
    }

    private Map<String, Object> await(CompletionStage<Map<String, Object>> stage) throws Broken, InterruptedException {
        try {
            return stage.toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new Broken("no answer within " + limit.toSeconds() + " s", e);
        } catch (ExecutionException | CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new Broken(String.valueOf(cause.getMessage()), cause);
        }
    }

    /** The node refused the copy and has written so itself. */
    static final class Told extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Told(String message) {
            super(message);
        }
    }
}
