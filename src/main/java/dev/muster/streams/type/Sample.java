package dev.muster.streams.type;

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

    /** True when nothing is missing between the two parts. */
    public boolean whole() {
        return head.length + (long) tail.length == size;
    }
}
