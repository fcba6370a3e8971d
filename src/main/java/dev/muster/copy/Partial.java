package dev.muster.copy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The part of a copy that has come, in a file that only this program may read, and the digests of it. Not thread-safe. */
final class Partial implements AutoCloseable {
    private static final int BLOCK = 256 * 1024;

    private final Path file;
    private final FileChannel channel;
    private final Digests digests = new Digests();
    private long size;

    private Partial(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** An empty one, in place of what an earlier copy may have left. */
    static Partial fresh(Path file) {
        try {
            Files.deleteIfExists(file);
            return new Partial(
                    file,
                    FileChannel.open(
                            file,
                            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS),
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
        } catch (IOException e) {
            throw new Refusal("file '" + file + "' open failed: " + Reason.of(e), e);
        }
    }

    /** One that is there already, read through once for its digests. */
    static Partial existing(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        Partial partial = new Partial(file, channel);
        ByteBuffer buffer = ByteBuffer.allocate(BLOCK);
        while (channel.read(buffer) >= 0) {
            partial.count(buffer.array(), buffer.position());
            buffer.clear();
        }
        return partial;
    }

    void append(byte[] bytes) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw new Refusal("file '" + file + "' write failed: " + Reason.of(e), e);
        }
        count(bytes, bytes.length);
    }

    private void count(byte[] bytes, int length) {
        digests.update(bytes, 0, length);
        size += length;
    }

    long size() {
        return size;
    }

    Path file() {
        return file;
    }

    /** SHA-256 of what has come so far. */
    String prefix() {
        return digests.prefix();
    }

    /** Ends it: on the disk, and what was sent. An empty digest is not compared. */
    void verify(String md5, String sha256) {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw new Refusal("file '" + file + "' write failed: " + Reason.of(e), e);
        }
        if (!(md5.isEmpty() || digests.md5().equalsIgnoreCase(md5))
                || !(sha256.isEmpty() || digests.sha256().equalsIgnoreCase(sha256))) {
            throw new Refusal("md5 does not match");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
