package dev.muster.operations;

import dev.muster.model.Arguments;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.operations.FileRoots.Place;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file whole or not at all: into a new file beside it, forced to the disk, then renamed over it. Two writers of one file in this
 * process take turns, so that {@code expect} holds between them. Thread-safe.
 */
final class FileWriting {
    private final Site site;
    private final FileRoots writable;
    private final Path transfers;
    private final long limit;
    private final ReentrantLock[] turns =
            IntStream.range(0, 64).mapToObj(i -> new ReentrantLock()).toArray(ReentrantLock[]::new);

    FileWriting(Site site, FileRoots writable, Path transfers, long limit) {
        this.site = site;
        this.writable = writable;
        this.transfers = transfers.toAbsolutePath().normalize();
        this.limit = limit;
    }

    Map<String, Object> write(Arguments arguments) {
        String text = arguments.text("path");
        Place place = writable.maybeNew(text);
        ReentrantLock turn = turns[Math.floorMod(place.path().hashCode(), turns.length)];
        try {
            turn.lockInterruptibly();
        } catch (InterruptedException e) {
            throw Site.cancelled("waiting to write '" + text + "'");
        }
        try (InputStream content = content(arguments);
                OpenPlace open = OpenPlace.of(place)) {
            return replace(arguments, place, open, content);
        } catch (ClosedByInterruptException e) {
            throw Site.cancelled("writing '" + text + "'");
        } catch (IOException e) {
            throw writable.refusal(text, e);
        } finally {
            turn.unlock();
        }
    }

    private Map<String, Object> replace(Arguments arguments, Place place, OpenPlace open, InputStream content)
            throws IOException {
        PosixFileAttributes old = oldAttributes(open);
        checkExpected(arguments.text("expect", ""), place, open, old);
        Set<PosixFilePermission> mode = mode(arguments.text("mode", ""), old);
        Path fresh = Path.of("." + UUID.randomUUID() + ".part");
        Digest digest = Digest.of(site, "sha256");
        boolean placed = false;
        try {
            long size = fill(open, fresh, content, digest);
            finish(open.view(fresh), mode, old);
            open.replaceWith(fresh);
            placed = true;
            forceName(place);
            return answer(place, size, digest, old == null);
        } finally {
            if (!placed) {
                discard(open, fresh);
            }
        }
    }

    private @Nullable PosixFileAttributes oldAttributes(OpenPlace open) throws IOException {
        try {
            PosixFileAttributes attributes = open.attributes();
            if (!attributes.isRegularFile()) {
                throw new FileSystemException("the place", null, "not a regular file");
            }
            return attributes;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private void checkExpected(String expect, Place place, OpenPlace open, @Nullable PosixFileAttributes old)
            throws IOException {
        if (expect.isEmpty()) {
            return;
        }
        String found = "absent";
        if (old != null) {
            try (FileChannel channel = open.read()) {
                Digest digest = Digest.of(site, "sha256");
                digest.update(channel);
                found = HexFormat.of().formatHex(digest.finish());
            }
        }
        if (!found.equalsIgnoreCase(expect)) {
            throw site.refuse(
                    ErrorCode.FILE_NOT_READABLE,
                    "'" + place.path() + "' is not what was expected: found " + found
                            + "; read it again before writing");
        }
    }

    private long fill(OpenPlace open, Path fresh, InputStream content, Digest digest) throws IOException {
        try (FileChannel channel = open.create(
                fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            byte[] block = new byte[256 * 1024];
            long size = 0;
            for (int read = content.read(block); read >= 0; read = content.read(block)) {
                size += read;
                if (size > limit) {
                    throw tooLarge();
                }
                digest.update(ByteBuffer.wrap(block, 0, read));
                ByteBuffer buffer = ByteBuffer.wrap(block, 0, read);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
            channel.force(true);
            return size;
        }
    }

    private static void finish(
            PosixFileAttributeView view, Set<PosixFilePermission> mode, @Nullable PosixFileAttributes old)
            throws IOException {
        view.setPermissions(mode);
        if (old == null) {
            return;
        }
        try {
            view.setOwner(old.owner());
            view.setGroup(old.group());
        } catch (FileSystemException e) {
            return; // only root may give a file away; the content matters more
        }
    }

    /** A rename is on the disk when its directory is. */
    private static void forceName(Place place) throws IOException {
        try (FileChannel directory = FileChannel.open(place.path().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static void discard(OpenPlace open, Path fresh) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            open.delete(fresh);
        } catch (NoSuchFileException e) {
            return; // it was never created
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Map<String, Object> answer(Place place, long size, Digest digest, boolean created) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("path", place.path().toString());
        answer.put("size", size);
        answer.put("sha256", HexFormat.of().formatHex(digest.finish()));
        answer.put("created", created);
        return answer;
    }

    private Set<PosixFilePermission> mode(String octal, @Nullable PosixFileAttributes old) {
        if (octal.isEmpty()) {
            return old == null ? PosixFilePermissions.fromString("rw-r--r--") : old.permissions();
        }
        if (!octal.matches("0?[0-7]{3}")) {
            throw site.refuse(ErrorCode.BAD_PARAMETER, "mode '" + octal + "' is not three octal digits such as 0644");
        }
        int bits = Integer.parseInt(octal, 8);
        StringBuilder letters = new StringBuilder();
        for (int shift = 8; shift >= 0; shift--) {
            letters.append((bits >> shift & 1) == 0 ? '-' : "rwxrwxrwx".charAt(8 - shift));
        }
        return PosixFilePermissions.fromString(letters.toString());
    }

    private InputStream content(Arguments arguments) throws IOException {
        boolean inline = arguments.get("content") != null;
        if (inline == (arguments.get("tmp_file") != null)) {
            throw site.refuse(ErrorCode.BAD_PARAMETER, "give either content or tmp_file");
        }
        return inline ? inline(arguments) : transferred(arguments.text("tmp_file"));
    }

    private InputStream inline(Arguments arguments) {
        String content = arguments.text("content");
        if (content.length() > limit * 4 / 3 + 4) {
            throw tooLarge();
        }
        try {
            return new ByteArrayInputStream(
                    arguments.text("encoding", "text").equals("base64")
                            ? Base64.getDecoder().decode(content)
                            : content.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw site.refuse(ErrorCode.BAD_PARAMETER, "content is not base64: " + e.getMessage(), e);
        }
    }

    /** A name without directories, so that nothing outside the transfer directory is meant (specs/distributed-api.md section 5.5). */
    private InputStream transferred(String name) throws IOException {
        if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}")) {
            throw new MusterException(ErrorCode.BAD_TRANSFER_PATH, "'" + name + "'");
        }
        Path file = transfers.resolve(name);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new MusterException(ErrorCode.BAD_TRANSFER_PATH, "'" + name + "'");
        }
        return Channels.newInputStream(FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    private MusterException tooLarge() {
        return site.refuse(
                ErrorCode.BAD_PARAMETER, "the content is larger than " + limit + " bytes; copy the file instead");
    }
}
