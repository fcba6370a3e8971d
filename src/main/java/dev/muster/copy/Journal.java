package dev.muster.copy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What this side owes to nodes, one small file each, so that a killed program still knows it. Thread-safe. */
final class Journal {
    private final Path directory;
    private final String suffix;

    /** Creates the directory when it is missing; files of one kind have the same suffix. */
    Journal(Path directory, String suffix) {
        this.suffix = suffix;
        try {
            this.directory = Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("the directory for copies, " + directory + ", cannot be used", e);
        }
    }

    /**
     * One copy to one node.
     *
     * @param id unique, where tokens of callers may be not
     * @param data data of the request
     */
    record Entry(String id, String token, String target, Map<String, ?> data) {
        /** The same with other data. */
        Entry with(Map<String, ?> other) {
            return new Entry(id, token, target, other);
        }
    }

    Entry entry(String token, String target, Map<String, ?> data) {
        return new Entry(UUID.randomUUID().toString(), token, target, data);
    }

    void write(Entry entry) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("id", entry.id());
        object.put("token", entry.token());
        object.put("target", entry.target());
        object.put("data", entry.data());
        try {
            Json.write(directory.resolve(entry.id() + suffix), object);
        } catch (IOException e) {
            throw new Refusal("remote copy failed: the copy cannot be noted: " + Reason.of(e), e);
        }
    }

    void remove(Entry entry) {
        try {
            Files.deleteIfExists(directory.resolve(entry.id() + suffix));
        } catch (IOException e) {
            throw new UncheckedIOException("the note of a copy cannot be removed: " + Reason.of(e), e);
        }
    }

    /** Removes what was noted before that. */
    void forget(Instant oldest) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + suffix)) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the directory for copies, " + directory + ", cannot be cleared", e);
        }
    }

    List<Entry> left() {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + suffix)) {
            files.forEach(file -> Json.read(file).ifPresent(object -> entries.add(entry(object))));
        } catch (IOException e) {
            throw new UncheckedIOException("the directory for copies, " + directory + ", cannot be read", e);
        }
        return entries;
    }

    @SuppressWarnings("unchecked")
    private static Entry entry(Map<String, Object> object) {
        return new Entry(
                String.valueOf(object.get("id")),
                String.valueOf(object.get("token")),
                String.valueOf(object.get("target")),
                (Map<String, Object>) object.getOrDefault("data", Map.of()));
    }
}
