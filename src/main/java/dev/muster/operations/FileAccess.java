package dev.muster.operations;

import dev.muster.model.Arguments;
import dev.muster.model.ErrorCode;
import dev.muster.model.FileEntry;
import dev.muster.model.FileRange;
import dev.muster.model.Items;
import dev.muster.model.Messages;
import dev.muster.model.Sort;
import dev.muster.operations.FileRoots.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Files below the allowed roots of the node (specs/distributed-api.md section 13.2, {@code file.*}). Fails with 1006 for what does not
 * exist, 1007 for what is outside, 1008 for what cannot be read or written. Thread-safe; ends when its thread is interrupted.
 */
public final class FileAccess {
    private static final int LIST_LIMIT = 100_000;

    private final FileRoots readable;
    private final Site site;
    private final long readLimit;
    private final FileWriting writing;

    /**
     * Opens files to callers.
     *
     * @param node id of this node
     * @param roots what may be read, what may be written, and where {@code tmp_file} lies
     * @param readLimit most bytes of one {@link #read}
     * @param writeLimit most bytes of one {@link #write}
     */
    public FileAccess(String node, Roots roots, long readLimit, long writeLimit) {
        this.site = new Site(node);
        this.readable = new FileRoots(site, roots.readable());
        this.readLimit = readLimit;
        this.writing = new FileWriting(site, new FileRoots(site, roots.writable()), roots.transfers(), writeLimit);
    }

    /**
     * Directories that callers may name files in. Relative paths of callers are taken from the first of them.
     *
     * @param readable below these files may be listed and read; empty for none
     * @param writable below these files may be written; empty for none
     * @param transfers where files that came over a link lie
     */
    public record Roots(List<Path> readable, List<Path> writable, Path transfers) {
        /** Copies the lists. */
        public Roots {
            readable = List.copyOf(readable);
            writable = List.copyOf(writable);
        }
    }

    /** The entries of the directory {@code path}: items {@code path, name, type, size, mode, modified}, at most 100,000. */
    public Items list(Arguments arguments) {
        return at(arguments, (place, open) -> {
            if (!open.attributes().isDirectory()) {
                throw site.refuse(
                        ErrorCode.FILE_NOT_READABLE,
                        "'" + place.path() + "' is not a directory; see it with file.stat");
            }
            List<Map<String, Object>> items = new ArrayList<>();
            try (SecureDirectoryStream<Path> entries = open.list()) {
                for (Path entry : entries) {
                    Site.checkCancelled("listing '" + place.path() + "'");
                    if (items.size() < LIST_LIMIT) {
                        addEntry(place.path().resolve(entry.getFileName()), entries, items);
                    }
                }
            }
            items.sort(Comparator.comparing(item -> (String) Objects.requireNonNull(item.get("path"))));
            return Items.of(items, Sort.by("path"), Messages.of("file.list"));
        });
    }

    /** What {@code path} is: {@code path, name, type, size, mode, modified, owner, group}. Never opens it. */
    public Map<String, Object> stat(Arguments arguments) {
        return at(arguments, (place, open) -> {
            PosixFileAttributes attributes = open.attributes();
            Map<String, Object> answer = describe(place.path(), attributes);
            answer.put("owner", attributes.owner().getName());
            answer.put("group", attributes.group().getName());
            return answer;
        });
    }

    /**
     * A range of a file: {@code path, size, offset, length, eof, encoding, content}. {@code encoding} {@code auto} answers text when the
     * range is valid UTF-8, else base64; {@code text} replaces what is not valid.
     */
    public Map<String, Object> read(Arguments arguments) {
        FileRange range = FileRange.asked(arguments, readLimit, site.node());
        return at(arguments, (place, open) -> {
            try (FileChannel channel = open.read()) {
                long size = channel.size();
                return range.answer(place.path().toString(), size, bytes(channel, range.offset(), range.within(size)));
            }
        });
    }

    /** The digest of a file by {@code algorithm} (sha256, sha1, md5): {@code path, size, algorithm, hash}. Constant memory. */
    public Map<String, Object> hash(Arguments arguments) {
        String algorithm = arguments.text("algorithm", "sha256");
        return at(arguments, (place, open) -> {
            try (FileChannel channel = open.read()) {
                Digest digest = Digest.of(site, algorithm);
                long size = digest.update(channel);
                Map<String, Object> answer = new LinkedHashMap<>();
                answer.put("path", place.path().toString());
                answer.put("size", size);
                answer.put("algorithm", algorithm);
                answer.put("hash", HexFormat.of().formatHex(digest.finish()));
                return answer;
            }
        });
    }

    /**
     * Replaces or creates the file {@code path}, whole or not at all: {@code content} in {@code encoding} (text or base64), or the file
     * {@code tmp_file} of the transfer directory (3034 when outside). {@code mode} in octal digits; {@code expect} is the SHA-256 of the
     * content to be replaced, or {@code absent}. Answers {@code path, size, sha256, created}.
     */
    public Map<String, Object> write(Arguments arguments) {
        return writing.write(arguments);
    }

    private interface Work<T> {
        T on(Place place, OpenPlace open) throws IOException;
    }

    private <T> T at(Arguments arguments, Work<T> work) {
        String text = arguments.text("path");
        Place place = readable.existing(text);
        try (OpenPlace open = OpenPlace.of(place)) {
            return work.on(place, open);
        } catch (ClosedByInterruptException e) {
            throw Site.cancelled("reading '" + text + "'");
        } catch (DirectoryIteratorException e) {
            throw readable.refusal(text, e.getCause());
        } catch (IOException e) {
            throw readable.refusal(text, e);
        }
    }

    private static void addEntry(Path path, SecureDirectoryStream<Path> entries, List<Map<String, Object>> items)
            throws IOException {
        try {
            items.add(describe(path, OpenPlace.view(entries, path.getFileName()).readAttributes()));
        } catch (NoSuchFileException e) {
            return; // deleted since it was listed
        }
    }

    private static Map<String, Object> describe(Path path, PosixFileAttributes attributes) {
        return new FileEntry(
                        path.toString(),
                        type(attributes),
                        attributes.size(),
                        PosixFilePermissions.toString(attributes.permissions()),
                        attributes.lastModifiedTime().toInstant())
                .answer();
    }

    private static String type(PosixFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            return "file";
        }
        if (attributes.isDirectory()) {
            return "directory";
        }
        return attributes.isSymbolicLink() ? "link" : "other";
    }

    private static byte[] bytes(FileChannel channel, long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {
            Site.checkCancelled("reading a file");
        }
        return buffer.hasRemaining() ? Arrays.copyOf(buffer.array(), buffer.position()) : buffer.array();
    }
}
