package dev.muster.copy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The private directory in which copies wait until they are whole, with a note beside each that says what belongs to it, so that nothing
 * is left behind when the program is killed. Thread-safe for different tokens.
 */
final class Spool {
    private static final String NOTE = ".json";

    private final Path directory;

    /** Creates the directory when it is missing. */
    Spool(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            this.directory = directory.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("the directory for copies, " + directory + ", cannot be used", e);
        }
    }

    /**
     * What belongs to a copy.
     *
     * @param token of its request
     * @param data the file with what has come
     * @param scratch what is being made of it elsewhere; empty before it is whole
     */
    record Note(String token, Path data, List<Path> scratch) {
        boolean finishing() {
            return !scratch.isEmpty();
        }
    }

    /** A short name for a token, safe in a path. */
    static String name(String token) {
        return Digests.ofText(token).substring(0, 32);
    }

    /** Where the bytes of a copy go: beside the notes, or into the directory that the caller names. */
    Note begin(String token, String cacheDir) {
        Path data = cacheDir.isEmpty()
                ? directory.resolve(name(token) + ".data")
                : Sources.path(cacheDir)
                        .resolve("copy_" + (token.matches("[A-Za-z0-9_-]{1,200}") ? token : name(token)));
        Note note = new Note(token, data, List.of());
        write(note);
        return note;
    }

    /** Says what will be made before it is made. */
    Note finishing(Note note, Path... scratch) {
        Note more = new Note(note.token(), note.data(), List.of(scratch));
        write(more);
        return more;
    }

    Optional<Note> find(String token) {
        return read(directory.resolve(name(token) + NOTE));
    }

    List<Note> all() {
        List<Note> notes = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + NOTE)) {
            files.forEach(file -> read(file).ifPresent(notes::add));
        } catch (IOException e) {
            throw new UncheckedIOException("the directory for copies, " + directory + ", cannot be read", e);
        }
        return notes;
    }

    /** When something last came for it. */
    Instant touched(Note note) {
        try {
            return Files.getLastModifiedTime(note.data(), LinkOption.NOFOLLOW_LINKS)
                    .toInstant();
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }

    /** Removes everything that belongs to a copy. */
    void remove(Note note) {
        clear(note);
        forget(note);
    }

    /** Removes the files of a copy. */
    void clear(Note note) {
        try {
            for (Path scratch : note.scratch()) {
                Trees.remove(scratch);
            }
            Files.deleteIfExists(note.data());
        } catch (IOException e) {
            throw new UncheckedIOException("temporary files of a copy cannot be removed: " + Reason.of(e), e);
        }
    }

    /** Removes the note. */
    void forget(Note note) {
        try {
            Files.deleteIfExists(directory.resolve(name(note.token()) + NOTE));
        } catch (IOException e) {
            throw new UncheckedIOException("the note of a copy cannot be removed: " + Reason.of(e), e);
        }
    }

    private void write(Note note) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("token", note.token());
        object.put("data", note.data().toString());
        object.put("scratch", note.scratch().stream().map(Path::toString).toList());
        Path file = directory.resolve(name(note.token()) + NOTE);
        try {
            Json.write(file, object);
        } catch (IOException e) {
            throw new Refusal("file '" + file + "' open failed: " + Reason.of(e), e);
        }
    }

    private static Optional<Note> read(Path file) {
        return Json.read(file).map(object -> {
            List<Path> scratch = new ArrayList<>();
            if (object.get("scratch") instanceof List<?> paths) {
                paths.forEach(path -> scratch.add(Path.of(String.valueOf(path))));
            }
            return new Note(String.valueOf(object.get("token")), Path.of(String.valueOf(object.get("data"))), scratch);
        });
    }
}
