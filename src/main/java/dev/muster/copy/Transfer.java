package dev.muster.copy;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/** One pass over a content, towards one node: all of it, or from where the node says it stands. Not thread-safe. */
final class Transfer {
    private final Outgoing messages;
    private final Content content;
    private final Flight flight;
    private final int buffer;
    private final int window;
    private final LongConsumer progress;
    private long sent;

    /** Tells {@code progress} how much of the source was read. */
    Transfer(Outgoing messages, Flight flight, int buffer, int window, LongConsumer progress) {
        this.messages = messages;
        this.content = messages.content();
        this.flight = flight;
        this.buffer = buffer;
        this.window = window;
        this.progress = progress;
    }

    /** Bytes sent by all passes. */
    long sent() {
        return sent;
    }

    /** To a node that answers nothing. */
    void original() throws Broken, InterruptedException {
        Digests digests = new Digests();
        try (Content.Stream stream = content.open()) {
            for (byte[] chunk = next(stream); chunk.length > 0; chunk = next(stream)) {
                digests.update(chunk, 0, chunk.length);
                flight.send(messages.original(chunk), new byte[0]);
                count(chunk.length, stream);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        flight.send(messages.end(digests.md5(), Map.of()), new byte[0]);
        flight.land();
    }

    /**
     * To a node of ours.
     *
     * @param stand what the node answered when it was asked
     * @return false when what the node has is not the beginning of this content
     */
    boolean resume(Map<String, Object> stand) throws Broken, InterruptedException {
        long received = number(stand, "received");
        Digests digests = new Digests();
        try (Content.Stream stream = content.open()) {
            if (received > 0
                    && !(skip(stream, received, digests) && digests.prefix().equals(stand.get("prefix")))) {
                return false;
            }
            long total = chunks(stream, received, number(stand, "generation"), digests);
            flight.land();
            Map<String, Object> more = new LinkedHashMap<>();
            more.put("sha256", digests.sha256());
            more.put("size", total);
            more.put("content", stream.digest());
            told(flight.ask(messages.end(digests.md5(), more)));
            return true;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private long chunks(Content.Stream stream, long from, long generation, Digests digests)
            throws IOException, Broken, InterruptedException {
        long offset = from;
        Map<String, Object> position = new LinkedHashMap<>();
        position.put("generation", generation);
        position.put("window", window);
        position.put("weight", content.weight());
        if (content.size() >= 0) {
            position.put("total", (content.size() + buffer - 1) / buffer);
        }
        for (byte[] chunk = next(stream); chunk.length > 0; chunk = next(stream)) {
            digests.update(chunk, 0, chunk.length);
            position.put("seq", offset / buffer);
            position.put("offset", offset);
            position.put("done", stream.consumed());
            flight.send(messages.chunk(chunk.length, position), chunk);
            offset += chunk.length;
            count(chunk.length, stream);
        }
        return offset;
    }

    private void count(int bytes, Content.Stream stream) {
        sent += bytes;
        progress.accept(stream.consumed());
    }

    private byte[] next(Content.Stream stream) throws IOException {
        byte[] chunk = new byte[buffer];
        int filled = stream.readNBytes(chunk, 0, buffer);
        return filled == buffer ? chunk : Arrays.copyOf(chunk, filled);
    }

    private static boolean skip(Content.Stream stream, long bytes, Digests digests) throws IOException {
        byte[] block = new byte[64 * 1024];
        for (long left = bytes; left > 0; ) {
            int read = stream.read(block, 0, (int) Math.min(left, block.length));
            if (read < 0) {
                return false;
            }
            digests.update(block, 0, read);
            left -= read;
        }
        return true;
    }

    private static void told(Map<String, Object> answer) throws Broken {
        if ("failed".equals(answer.get("state"))) {
            throw new Flight.Told(String.valueOf(answer.get("message")));
        }
        if (!"done".equals(answer.get("state"))) {
            throw new Broken("the node is not done: " + answer, "finishing".equals(answer.get("state")));
        }
    }

    static long number(Map<String, Object> answer, String name) {
        return answer.get(name) instanceof Number number ? number.longValue() : 0;
    }

    private Refusal unreadable(IOException e) {
        String what = content.type().equals("archive") ? "tar failed: " : "remote copy failed: ";
        return new Refusal(what + Reason.of(e), e);
    }
}
