package dev.muster.operations;

import dev.muster.operations.LogFiles.LogFile;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/**
 * The newest lines of one file that fulfil a condition. A line without a time of its own, as in a stack trace, takes the time of the line
 * before it. Plain files are read from the end; compressed ones from the start, keeping the last lines.
 */
final class NewestLines {
    private static final int LINE_LIMIT = 64 * 1024;
    private static final int LOOK_BACK = 200;

    /** Most characters of one file's lines, and of one answer. */
    static final long TEXT_LIMIT = 16L * 1024 * 1024;

    private final Predicate<String> wanted;
    private final int limit;

    NewestLines(Predicate<String> wanted, int limit) {
        this.wanted = wanted;
        this.limit = limit;
    }

    List<LogLine> of(LogFile file) throws IOException {
        LogTime time = new LogTime(ZoneId.systemDefault(), file.modified());
        try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return file.compressed() ? forward(file, time, channel) : backward(file, time, channel);
        }
    }

    private List<LogLine> backward(LogFile file, LogTime time, FileChannel channel) throws IOException {
        BackwardLines lines = new BackwardLines(channel, LINE_LIMIT);
        List<LogLine> found = new ArrayList<>();
        long size = 0;
        int timed = 0;
        int extra = 0;
        boolean full = false;
        while (!full || (timed < found.size() && extra++ < LOOK_BACK)) {
            BackwardLines.Line line = lines.previous();
            if (line == null) {
                break;
            }
            String text = new String(line.bytes(), StandardCharsets.UTF_8);
            if (!full && wanted.test(text)) {
                found.add(new LogLine(file.log(), file.path().toString(), line.offset(), text, line.cut(), null));
                size += text.length();
                full = found.size() == limit || size > TEXT_LIMIT;
            }
            String stamp = timed < found.size() ? time.of(text) : null;
            for (; stamp != null && timed < found.size(); timed++) {
                found.set(timed, found.get(timed).at(stamp));
            }
        }
        return found;
    }

    private List<LogLine> forward(LogFile file, LogTime time, FileChannel channel) throws IOException {
        Deque<LogLine> newest = new ArrayDeque<>();
        String stamp = null;
        long offset = 0;
        long size = 0;
        try (InputStream in =
                new BufferedInputStream(new GZIPInputStream(Channels.newInputStream(channel), 64 * 1024), 64 * 1024)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (long length = next(in, line); length > 0; length = next(in, line)) {
                Site.checkCancelled("the search");
                String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
                String own = time.of(text);
                stamp = own == null ? stamp : own;
                if (wanted.test(text)) {
                    newest.addFirst(
                            new LogLine(file.log(), file.path().toString(), offset, text, length > LINE_LIMIT, stamp));
                    size += text.length();
                }
                while (newest.size() > limit || size > TEXT_LIMIT + LINE_LIMIT) {
                    size -= newest.removeLast().text().length();
                }
                offset += length;
            }
        }
        return List.copyOf(newest);
    }

    /** Reads one line, keeping no more than the limit of it; answers its whole length with its end of line, 0 at the end. */
    private static long next(InputStream in, ByteArrayOutputStream line) throws IOException {
        line.reset();
        long length = 0;
        for (int read = in.read(); read >= 0; read = in.read()) {
            length++;
            if (read == '\n') {
                break;
            }
            if (length <= LINE_LIMIT) {
                line.write(read);
            }
        }
        return length;
    }
}
