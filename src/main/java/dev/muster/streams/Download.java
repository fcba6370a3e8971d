package dev.muster.streams;

import dev.muster.streams.form.Cipher;
import java.nio.ByteBuffer;
import org.reactivestreams.Publisher;

/**
 * A blob on its way to a reader. The bytes come as they are asked for, in their stored form; the cipher makes them what was uploaded, in the order in which they come. It
 * must be subscribed to, if only to cancel.
 *
 * @param start position of the first byte
 * @param length bytes that will come
 * @param total size of the blob
 * @param partial whether a range was asked for, even one that holds everything
 */
public record Download(
        long start, long length, long total, boolean partial, Publisher<ByteBuffer> bytes, Cipher cipher) {
    /** What was uploaded, of stored bytes that come next. */
    public ByteBuffer restored(ByteBuffer stored) {
        if (cipher == Cipher.NONE) {
            return stored;
        }
        byte[] bytes = new byte[stored.remaining()];
        stored.get(bytes);
        cipher.apply(bytes, 0, bytes.length);
        return ByteBuffer.wrap(bytes);
    }
}
