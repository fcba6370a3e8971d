package dev.muster.links.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Hears what a script tells before it waits for an answer: lines of the form {@code NAME VALUE}, up to one that says {@code ready}. */
final class Dialogue implements RemoteCommand.Live {
    private static final int LIMIT = 64 * 1024;

    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final CompletableFuture<Map<String, String>> facts = new CompletableFuture<>();

    @Override
    public synchronized void output(boolean stderr, byte[] bytes, int offset, int length) {
        if (stderr || facts.isDone() || heard.size() > LIMIT) {
            return;
        }
        heard.write(bytes, offset, length);
        String text = heard.toString(StandardCharsets.UTF_8);
        if (("\n" + text).contains("\nready\n")) {
            facts.complete(facts(text));
        }
    }

    /** The script ended, whether it said that it is ready or not. */
    synchronized void over() {
        facts.complete(facts(heard.toString(StandardCharsets.UTF_8)));
    }

    /** Waits until the script is ready or has ended. */
    Map<String, String> facts() throws IOException {
        try {
            return facts.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    static Map<String, String> facts(String text) {
        Map<String, String> facts = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            int blank = line.indexOf(' ');
            facts.put(blank < 0 ? line : line.substring(0, blank), blank < 0 ? "" : line.substring(blank + 1));
        });
        return facts;
    }
}
