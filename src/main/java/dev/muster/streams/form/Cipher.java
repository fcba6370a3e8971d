package dev.muster.streams.form;

/**
 * Turns bytes of a blob into stored ones and back; the same operation both ways. Bytes are handed over in order of their position. Not thread-safe.
 */
public interface Cipher {
    /** Changes bytes in place. */
    void apply(byte[] bytes, int offset, int count);

    /** Changes nothing. */
    Cipher NONE = (bytes, offset, count) -> {};

    /** The one after the other. */
    default Cipher then(Cipher outer) {
        return (bytes, offset, count) -> {
            apply(bytes, offset, count);
            outer.apply(bytes, offset, count);
        };
    }
}
