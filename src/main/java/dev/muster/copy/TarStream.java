package dev.muster.copy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A tree as a compressed archive, made while it is read: never more than a block of it is in memory, and it rests when nobody reads. Two
 * runs over the same tree give the same bytes. The archive is GNU's, which the original's reader understands. Not thread-safe.
 */
final class TarStream extends Content.Stream {
    private static final int BLOCK = 64 * 1024;

    private final TreeWalk walk;
    private final TarEntries entries;
    private final Drain ready = new Drain();
    private final MessageDigest digest = Digests.algorithm("SHA-256");
    private final TarArchiveOutputStream tar;
    private final byte[] block = new byte[BLOCK];
    private @Nullable InputStream file;
    private long left;
    private long consumed;
    private boolean ended;

    /** With {@code level} 0 nothing is compressed and the digest is all that is of use. */
    TarStream(Path top, TarEntries entries, int level) throws IOException {
        this.walk = new TreeWalk(top);
        this.entries = entries;
        OutputStream compressed = level == 0 ? OutputStream.nullOutputStream() : new Gzip(ready, level);
        this.tar =
                new TarArchiveOutputStream(new DigestOutputStream(compressed, digest), StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
    }

    private static final class Gzip extends GZIPOutputStream {
        Gzip(OutputStream out, int level) throws IOException {
            super(out, BLOCK);
            def.setLevel(level);
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (ready.isEmpty() && !ended) {
            step();
        }
        return ready.isEmpty() ? -1 : ready.take(into, offset, length);
    }

    @Override
    void drain() throws IOException {
        while (!ended) {
            step();
            ready.reset();
        }
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
        if (file != null) {
            file.close();
        }
    }

    private void step() throws IOException {
        if (file != null) {
            copy(file);
            return;
        }
        Path path = walk.next();
        if (path == null) {
            tar.close();
            ended = true;
            return;
        }
        TarArchiveEntry entry = entries.entry(path, walk.name(path));
        tar.putArchiveEntry(entry);
        if (entry.getSize() > 0) {
            file = Files.newInputStream(path);
            left = entry.getSize();
        } else {
            tar.closeArchiveEntry();
        }
    }

    private void copy(InputStream from) throws IOException {
        int read = from.read(block, 0, (int) Math.min(block.length, left));
        if (read < 0) {
            throw new IOException("a file became shorter while it was read");
        }
        tar.write(block, 0, read);
        left -= read;
        consumed += read;
        if (left == 0) {
            tar.closeArchiveEntry();
            from.close();
            file = null;
        }
    }

    /** What was written and not yet read. */
    private static final class Drain extends ByteArrayOutputStream {
        private int taken;

        boolean isEmpty() {
            return taken == count;
        }

        int take(byte[] into, int offset, int length) {
            int given = Math.min(length, count - taken);
            System.arraycopy(buf, taken, into, offset, given);
            taken += given;
            if (isEmpty()) {
                reset();
            }
            return given;
        }

        @Override
        public synchronized void reset() {
            super.reset();
            taken = 0;
        }
    }
}
