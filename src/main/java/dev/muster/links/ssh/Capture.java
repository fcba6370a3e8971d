package dev.muster.links.ssh;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/**
 * Takes one output stream of a command: keeps the first bytes, passes all on, and takes out the line by which the shell tells its process
 * id. Thread-safe.
 */
final class Capture extends OutputStream {
    private static final int SEARCH_LIMIT = 64 * 1024;

    private final boolean stderr;
    private final int cap;
    private final RemoteCommand.Live live;
    private final Runnable sign;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final byte[] mark;
    private final LongConsumer process;
    private boolean searching;
    private boolean truncated;

    /** Looks for {@code mark}, a number and an end of line when {@code mark} is not empty; {@code sign} is run at each sign of life. */
    Capture(boolean stderr, int cap, RemoteCommand.Live live, Runnable sign, String mark, LongConsumer process) {
        this.stderr = stderr;
        this.cap = cap;
        this.live = live;
        this.sign = sign;
        this.mark = mark.getBytes(StandardCharsets.US_ASCII);
        this.process = process;
        this.searching = !mark.isEmpty();
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        sign.run();
        if (!searching) {
            keep(bytes, offset, length);
            return;
        }
        head.write(bytes, offset, length);
        search();
    }

    synchronized String text() {
        return kept.size() > 0 ? kept.toString(StandardCharsets.UTF_8) : head.toString(StandardCharsets.UTF_8);
    }

    synchronized boolean truncated() {
        return truncated;
    }

    private void search() {
        byte[] seen = head.toByteArray();
        int start = find(seen);
        int end = start < 0 ? -1 : indexOf(seen, start);
        if (end >= 0) {
            String number = new String(seen, start + mark.length, end - start - mark.length, StandardCharsets.US_ASCII);
            if (number.matches("\\d{1,18}")) {
                process.accept(Long.parseLong(number));
            }
            searching = false;
            head = new ByteArrayOutputStream();
            keep(seen, 0, start);
            keep(seen, end + 1, seen.length - end - 1);
        } else if (seen.length > SEARCH_LIMIT) {
            stopSearching();
        }
    }

    private void stopSearching() {
        if (searching) {
            searching = false;
            byte[] seen = head.toByteArray();
            head = new ByteArrayOutputStream();
            keep(seen, 0, seen.length);
        }
    }

    private int find(byte[] seen) {
        for (int at = 0; at <= seen.length - mark.length; at++) {
            if (java.util.Arrays.equals(seen, at, at + mark.length, mark, 0, mark.length)) {
                return at;
            }
        }
        return -1;
    }

    private static int indexOf(byte[] seen, int from) {
        for (int at = from; at < seen.length; at++) {
            if (seen[at] == '\n') {
                return at;
            }
        }
        return -1;
    }

    private void keep(byte[] bytes, int offset, int length) {
        if (length > 0) {
            int room = Math.min(length, cap - kept.size());
            kept.write(bytes, offset, room);
            truncated |= room < length;
            live.output(stderr, bytes, offset, length);
        }
    }
}
