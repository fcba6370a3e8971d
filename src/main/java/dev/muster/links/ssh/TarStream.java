package dev.muster.links.ssh;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Writes entries of a tree as a tar archive, from disk straight to the stream, and remembers the digests of what it wrote. In the form that
 * GNU tar and BusyBox both read.
 */
final class TarStream {
    private static final int BLOCK = 128 * 1024;
    private static final FileTime FIXED = FileTime.from(1_000_000_000, TimeUnit.SECONDS);

    private final CopyRequest request;
    private final LongConsumer sent;
    private final Map<String, String> digests;
    private final TarArchiveOutputStream tar;
    private final byte[] block = new byte[BLOCK];

    /** Tells {@code sent} how many bytes of files went out since it was last told, and puts digests of files under their names. */
    TarStream(CopyRequest request, LongConsumer sent, Map<String, String> digests, OutputStream out) {
        this.request = request;
        this.sent = sent;
        this.digests = digests;
        this.tar = new TarArchiveOutputStream(out, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
    }

    /** A stream that compresses fast, because the processor is slower than the network. */
    static OutputStream gzip(OutputStream out) throws IOException {
        return new GZIPOutputStream(out, 64 * 1024) {
            {
                def.setLevel(Deflater.BEST_SPEED);
            }
        };
    }

    /** Writes the end of the archive. */
    void finish() throws IOException {
        tar.finish();
        tar.flush();
    }

    /** Adds a file that exists only in memory, for its owner's eyes; always the same bytes for the same content. */
    void add(String name, byte[] content) throws IOException {
        TarArchiveEntry header = new TarArchiveEntry("./" + name);
        header.setMode(0600);
        header.setModTime(FIXED);
        header.setSize(content.length);
        tar.putArchiveEntry(header);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    /** Adds what lies there below the root, with the size and time that it had when the tree was read. */
    void add(Path root, Tree.Entry entry) throws IOException {
        Path file = root.resolve(entry.path());
        PosixFileAttributes attributes =
                Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        TarArchiveEntry header = header(file, entry);
        header.setModTime(entry.modified());
        header.setUserName(
                request.owner() != null ? request.owner() : attributes.owner().getName());
        header.setGroupName(
                request.group() != null ? request.group() : attributes.group().getName());
        header.setUserId(request.owner() != null ? 0 : id(file, "unix:uid"));
        header.setGroupId(request.group() != null ? 0 : id(file, "unix:gid"));
        header.setMode(request.mode() != null ? Integer.parseInt(request.mode(), 8) : mode(attributes));
        if (entry.kind() != Tree.Kind.FILE) {
            tar.putArchiveEntry(header);
            tar.closeArchiveEntry();
            return;
        }
        header.setSize(entry.size());
        tar.putArchiveEntry(header);
        content(file, entry.name(), entry.size());
        tar.closeArchiveEntry();
    }

    private static TarArchiveEntry header(Path file, Tree.Entry entry) throws IOException {
        String name = "./" + entry.name();
        return switch (entry.kind()) {
            case DIRECTORY -> new TarArchiveEntry(name + "/");
            case FILE -> new TarArchiveEntry(name);
            case LINK -> {
                TarArchiveEntry link = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
                link.setLinkName(Files.readSymbolicLink(file).toString());
                yield link;
            }
        };
    }

    private void content(Path file, String name, long size) throws IOException {
        MessageDigest digest = Digests.sha256();
        long left = size;
        try (InputStream in = Files.newInputStream(file)) {
            while (left > 0) {
                int read = in.read(block, 0, (int) Math.min(block.length, left));
                if (read < 0) {
                    throw new EOFException(file + " became shorter while it was copied");
                }
                digest.update(block, 0, read);
                tar.write(block, 0, read);
                left -= read;
                sent.accept(read);
            }
        }
        digests.put(name, Digests.hex(digest));
    }

    private static long id(Path file, String attribute) throws IOException {
        return ((Number) Files.getAttribute(file, attribute, LinkOption.NOFOLLOW_LINKS)).longValue();
    }

    @SuppressWarnings("EnumOrdinal") // the constants stand in the order of the bits
    private static int mode(PosixFileAttributes attributes) {
        int mode = 0;
        for (PosixFilePermission permission : attributes.permissions()) {
            mode |= 0400 >> permission.ordinal();
        }
        return mode;
    }
}
