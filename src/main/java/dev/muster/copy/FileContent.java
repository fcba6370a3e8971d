package dev.muster.copy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A regular file, as long as it was when it was looked at.
 *
 * @param file where it is
 * @param size bytes
 */
record FileContent(Path file, long size) implements Content {
    /** Looks at the file; one that cannot be read is refused before anything is sent. */
    static FileContent of(Path file, String shown) {
        try (InputStream in = Files.newInputStream(file)) {
            in.read();
            return new FileContent(file, Files.size(file));
        } catch (IOException e) {
            throw new Refusal("remote copy failed: cannot read '" + shown + "': " + Reason.of(e), e);
        }
    }

    @Override
    public String type() {
        return "regular";
    }

    @Override
    public long weight() {
        return size;
    }

    @Override
    public Stream open() throws IOException {
        return new Bytes(file, size);
    }

    @Override
    public void close() {}

    /** The bytes of a file up to a length. */
    static final class Bytes extends Stream {
        private final Path file;
        private final long size;
        private final InputStream in;
        private final MessageDigest digest = Digests.algorithm("SHA-256");
        private long consumed;

        Bytes(Path file, long size) throws IOException {
            this.file = file;
            this.size = size;
            this.in = Files.newInputStream(file);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (consumed == size) {
                return -1;
            }
            int read = in.read(into, offset, (int) Math.min(length, size - consumed));
            if (read < 0) {
                throw new IOException("'" + file + "' became shorter while it was read");
            }
            digest.update(into, offset, read);
            consumed += read;
            return read;
        }

        @Override
        long consumed() {
            return consumed;
        }

        @Override
        String digest() {
            return HexFormat.of().formatHex(digest.digest());
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
