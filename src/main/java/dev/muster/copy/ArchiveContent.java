package dev.muster.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A directory archived into a file first, because the caller named a directory for that; the file goes when the copy ends. */
final class ArchiveContent implements Content {
    private final Path archive;
    private final long size;
    private final String digest;

    private ArchiveContent(Path archive, long size, String digest) {
        this.archive = archive;
        this.size = size;
        this.digest = digest;
    }

    /** Writes the archive, anew when an earlier run of the program left it. */
    static ArchiveContent write(TreeContent tree, Path archive) {
        remove(archive, new IOException());
        try (Stream stream = tree.open();
                var out = Files.newOutputStream(archive, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long size = stream.transferTo(out);
            return new ArchiveContent(archive, size, stream.digest());
        } catch (IOException e) {
            remove(archive, e);
            throw new Refusal("tar failed: " + Reason.of(e), e);
        }
    }

    private static void remove(Path archive, IOException because) {
        try {
            Files.deleteIfExists(archive);
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    @Override
    public String type() {
        return "archive";
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long weight() {
        return size;
    }

    @Override
    public Stream open() throws IOException {
        return new Known(new FileContent.Bytes(archive, size));
    }

    @Override
    public String digest() {
        return digest;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(archive);
    }

    private final class Known extends Stream {
        private final Stream bytes;

        Known(Stream bytes) {
            this.bytes = bytes;
        }

        @Override
        long consumed() {
            return bytes.consumed();
        }

        @Override
        String digest() {
            return digest;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return bytes.read(into, offset, length);
        }

        @Override
        public void close() throws IOException {
            bytes.close();
        }
    }
}
