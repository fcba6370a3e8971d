package dev.muster.streams.type;

import java.util.Optional;

/** Says what blobs are. Never fails. Thread-safe. */
public final class Identification implements AutoCloseable {
    /** An identifier. */
    public Identification(boolean libmagic) {}

    /** Which library names mime types and magic texts. */
    public String name() {
        return "none";
    }

    /** What a blob is. */
    public Identity of(Sample sample) {
        return new Identity("text/plain", "ASCII text", "text/plain", Optional.of("txt"));
    }

    @Override
    public void close() {}
}
