package dev.muster.streams.type;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What the identifier sees of a blob: its beginning, its end, and how large it is. Both parts are whole for small blobs.
 *
 * @param head first bytes
 * @param tail last bytes that are not in {@code head}; they follow it directly when {@link #whole()}
 * @param size bytes of the blob
 */
public record Sample(byte[] head, byte[] tail, long size) {
    /** A blob that is all here. */
    public static Sample of(byte[] content) {
        return new Sample(content, new byte[0], content.length);
    }

    /**
     * The sample of a file.
     *
     * @throws IOException if it cannot be read
     */
    public static Sample of(Path file) throws IOException {
        try (SeekableByteChannel in = Files.newByteChannel(file)) {
            long size = in.size();
            byte[] head = read(in, (int) Math.min(size, SampleBuffer.HEAD));
            int rest = (int) Math.min(size - head.length, SampleBuffer.TAIL);
            in.position(size - rest);
            return new Sample(head, read(in, rest), size);
        }
    }

    private static byte[] read(SeekableByteChannel in, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        int read = 0;
        while (buffer.hasRemaining() && read >= 0) {
            read = in.read(buffer);
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** True when nothing is missing between the two parts. */
    public boolean whole() {
        return head.length + (long) tail.length == size;
    }
}
