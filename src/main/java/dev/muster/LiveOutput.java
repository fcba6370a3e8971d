package dev.muster;

import dev.muster.action.CommandOutput;
import dev.muster.links.ssh.SshOutput;
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
 * of it in the end. Where the streams are told apart, rows of the second one say {@code "stream":"stderr"}. Thread-safe.
 */
final class LiveOutput implements CommandOutput, SshOutput {
    private static final long PAUSE_MILLIS = 200;

    private final History history;
    private final Executor later;
    private final Map<String, Pieces> followed = new ConcurrentHashMap<>();

    /** Writes rows on that executor. */
    LiveOutput(History history, Executor executor) {
        this.history = history;
        this.later = CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, executor);
    }

    @Override
    public void follow(String token) {
        followed.put(token, new Pieces());
    }

    /** The row with the whole output has been written: what was not told yet need not be. */
    @Override
    public void end(String token) {
        followed.remove(token);
    }

    @Override
    public void output(String token, int index, String text) {
        output(token, index, false, text);
    }

    @Override
    public void output(String token, int index, boolean stderr, String text) {
        Pieces pieces = followed.get(token);
        if (pieces != null && pieces.add(new Source(index, stderr), text)) {
            later.execute(() -> tell(token, pieces));
        }
    }

    private void tell(String token, Pieces pieces) {
        Map<Source, String> texts = pieces.take();
        if (followed.get(token) == pieces) {
            texts.forEach((source, text) -> {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("message", "command output");
                row.put("index", source.index());
                if (source.stderr()) {
                    row.put("stream", "stderr");
                }
                row.put("output", text);
                history.write(token, ResultCode.CONTINUE, row);
            });
        }
    }

    private record Source(int index, boolean stderr) {}

    /** What was written since the last row, by command and stream. */
    private static final class Pieces {
        private Map<Source, StringBuilder> texts = new LinkedHashMap<>();

        /** True for the first since the last row. */
        synchronized boolean add(Source source, String text) {
            boolean first = texts.isEmpty();
            texts.computeIfAbsent(source, none -> new StringBuilder()).append(text);
            return first;
        }

        synchronized Map<Source, String> take() {
            Map<Source, String> taken = new LinkedHashMap<>();
            texts.forEach((source, text) -> taken.put(source, text.toString()));
            texts = new LinkedHashMap<>();
            return taken;
        }
    }
}
