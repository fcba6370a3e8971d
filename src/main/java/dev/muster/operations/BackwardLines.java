package dev.muster.operations;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file from the last to the first, in memory that does not depend on the size of the file or its lines: a line longer than
 * the limit is cut. Ends where the file ended when it was opened. Not thread-safe; reads are interruptible.
 */
final class BackwardLines {
    private static final int BLOCK = 256 * 1024;

    private final FileChannel channel;
    private final int limit;
    private final byte[] block = new byte[BLOCK];
    private long blockStart;
    private long blockEnd;
    private long unread;

    BackwardLines(FileChannel channel, int limit) throws IOException {
        this.channel = channel;
        this.limit = limit;
        this.unread = channel.size();
    }

    /** A line without its end of line, where it starts in the file, and whether it was cut. */
    record Line(long offset, byte[] bytes, boolean cut) {}

    /** The line before the one answered last; null at the start of the file. */
    @Nullable
    Line previous() throws IOException {
        if (unread == 0) {
            return null;
        }
        long end = at(unread - 1) == '\n' ? unread - 1 : unread;
        long start = end;
        while (start > 0 && at(start - 1) != '\n') {
            start--;
        }
        unread = start;
        return line(start, end);
    }

    private byte at(long position) throws IOException {
        if (position < blockStart || position >= blockEnd) {
            blockEnd = position + 1;
            blockStart = Math.max(0, blockEnd - BLOCK);
            read(blockStart, block, (int) (blockEnd - blockStart));
        }
        return block[(int) (position - blockStart)];
    }

    private Line line(long start, long end) throws IOException {
        boolean cut = end - start > limit;
        int length = (int) Math.min(end - start, limit);
        byte[] bytes;
        if (start >= blockStart && start + length <= blockEnd) {
            int from = (int) (start - blockStart);
            bytes = Arrays.copyOfRange(block, from, from + length);
        } else {
            bytes = new byte[length];
            read(start, bytes, length);
        }
        return new Line(
                start, !cut && length > 0 && bytes[length - 1] == '\r' ? Arrays.copyOf(bytes, length - 1) : bytes, cut);
    }

    /** A file that shrank meanwhile reads as ends of line. */
    private void read(long position, byte[] into, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(into, 0, length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                Arrays.fill(into, buffer.position(), length, (byte) '\n');
                return;
            }
        }
    }
}
