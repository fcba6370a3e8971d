package dev.muster;

import dev.muster.action.CommandOutput;
import dev.muster.model.History;
import dev.muster.model.ResultCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * What commands write while they write it, for requests with {@code live=true}: rows with code 4, a few a second, beside the row that holds all
 * of it in the end. Thread-safe.
 */
final class LiveOutput implements CommandOutput {
    private static final long PAUSE_MILLIS = 200;

    private final History history;
    private final Executor later;
    private final Map<String, Pieces> followed = new ConcurrentHashMap<>();

    /** Writes rows on that executor. */
    LiveOutput(History history, Executor executor) {
        this.history = history;
        this.later = CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, executor);
    }

    /** From now on the output under this token is told. */
    void follow(String token) {
        followed.put(token, new Pieces());
    }

    /** The row with the whole output has been written: what was not told yet need not be. */
    void end(String token) {
        followed.remove(token);
    }

    @Override
    public void output(String token, int index, String text) {
        Pieces pieces = followed.get(token);
        if (pieces != null && pieces.add(index, text)) {
            later.execute(() -> tell(token, pieces));
        }
    }

    private void tell(String token, Pieces pieces) {
        Map<Integer, String> texts = pieces.take();
        if (followed.get(token) == pieces) {
            texts.forEach((index, text) -> {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("message", "command output");
                row.put("index", index);
                row.put("output", text);
                history.write(token, ResultCode.CONTINUE, row);
            });
        }
    }

    /** What was written since the last row, by command. */
    private static final class Pieces {
        private Map<Integer, StringBuilder> texts = new LinkedHashMap<>();

        /** True for the first since the last row. */
        synchronized boolean add(int index, String text) {
            boolean first = texts.isEmpty();
            texts.computeIfAbsent(index, none -> new StringBuilder()).append(text);
            return first;
        }

        synchronized Map<Integer, String> take() {
            Map<Integer, String> taken = new LinkedHashMap<>();
            texts.forEach((index, text) -> taken.put(index, text.toString()));
            texts = new LinkedHashMap<>();
            return taken;
        }
    }
}
