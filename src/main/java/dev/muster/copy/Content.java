package dev.muster.copy;

import java.io.IOException;
import java.io.InputStream;

/** What is to be sent. Opened again, it gives the same bytes as long as nobody changes the source. Thread-safe. */
sealed interface Content extends AutoCloseable permits FileContent, TreeContent, ArchiveContent {
    /** The word of the protocol: {@code regular} or {@code archive}. */
    String type();

    /** Bytes that will be sent; -1 when only the end tells. */
    long size();

    /** Bytes of the source, for a progress bar. */
    long weight();

    /** A stream from the start. */
    Stream open() throws IOException;

    /** Reads the whole source and answers what {@link Stream#digest} would at the end. */
    default String digest() throws IOException {
        try (Stream stream = open()) {
            stream.drain();
            return stream.digest();
        }
    }

    /** Lets go of what was made for it. */
    @Override
    void close() throws IOException;

    /** The bytes to send. Not thread-safe. */
    abstract class Stream extends InputStream {
        /** Bytes of the source read so far. */
        abstract long consumed();

        /** At the end: SHA-256 of the content, whatever the compression, hexadecimal. */
        abstract String digest();

        /** Reads to the end with nothing to show for it. */
        void drain() throws IOException {
            transferTo(java.io.OutputStream.nullOutputStream());
        }

        @Override
        public final int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public abstract int read(byte[] into, int offset, int length) throws IOException;
    }
}
