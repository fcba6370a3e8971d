package dev.muster.streams.type;

/** A library that names mime types and magic texts. Thread-safe. */
interface TypeLibrary extends AutoCloseable {
    /** What the library is called, with its version. */
    String name();

    /** What a blob is by its first bytes. A library that cannot say puts its excuse in place of the magic text. */
    Labels labels(byte[] head);

    @Override
    void close();
}
