package dev.muster.camel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a folder of operation files, read only when size, time or inode changed, and only once a file is at rest: a file that was
 * touched just now, or that is missing for the first time, is looked at again before it counts. So a file being written or saved by rename
 * is never seen half. Not thread-safe.
 */
final class OperationFolder {
    private record Mark(long size, FileTime time, @Nullable Object inode) {
        static Mark of(Path path) throws IOException {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            return new Mark(found.size(), found.lastModifiedTime(), found.fileKey());
        }
    }

    private record Known(Mark mark, OperationSource source) {}

    private final Path folder;
    private final Duration rest;
    private final Map<String, Known> known = new TreeMap<>();
    private final Map<String, Mark> restless = new HashMap<>();
    private final Set<String> missing = new TreeSet<>();

    /**
     * A folder that was not looked at yet.
     *
     * @param rest a file not changed for so long is taken at first sight
     */
    OperationFolder(Path folder, Duration rest) {
        this.folder = folder;
        this.rest = rest;
    }

    /**
     * The files by name.
     *
     * @param atOnce takes every file as it is, for the start
     * @throws IOException when the folder itself cannot be read; what was known stays known
     */
    Map<String, OperationSource> scan(boolean atOnce) throws IOException {
        Map<String, Path> found = list();
        boolean somethingLeft = leave(found.keySet());
        for (Map.Entry<String, Path> entry : found.entrySet()) {
            boolean isNew = !known.containsKey(entry.getKey());
            if (atOnce || !(isNew && somethingLeft)) {
                look(entry.getKey(), entry.getValue(), atOnce);
            }
        }
        Map<String, OperationSource> sources = new TreeMap<>();
        known.forEach((name, file) -> sources.put(name, file.source()));
        return sources;
    }

    private Map<String, Path> list() throws IOException {
        Map<String, Path> found = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.camel.yaml")) {
            for (Path path : files) {
                if (!path.getFileName().toString().startsWith(".") && Files.isRegularFile(path)) {
                    found.put(path.getFileName().toString(), path);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    private boolean leave(Set<String> found) {
        boolean firstTime = false;
        for (String name : Set.copyOf(known.keySet())) {
            if (found.contains(name)) {
                missing.remove(name);
            } else if (missing.add(name)) {
                firstTime = true;
            } else {
                missing.remove(name);
                known.remove(name);
            }
        }
        restless.keySet().retainAll(found);
        return firstTime;
    }

    private void look(String name, Path path, boolean atOnce) {
        try {
            Mark mark = Mark.of(path);
            Known before = known.get(name);
            if (before != null && before.mark().equals(mark)) {
                restless.remove(name);
            } else if (atOnce || mark.equals(restless.get(name)) || old(mark)) {
                take(name, path, mark);
            } else {
                restless.put(name, mark);
            }
        } catch (NoSuchFileException e) {
            restless.remove(name);
        } catch (IOException e) {
            known.put(
                    name,
                    new Known(
                            new Mark(-1, FileTime.fromMillis(0), null),
                            unreadable(name, "io", "cannot be read: " + Reasons.of(e))));
        }
    }

    private void take(String name, Path path, Mark mark) throws IOException {
        OperationSource source = read(name, path, mark);
        if (Mark.of(path).equals(mark)) {
            known.put(name, new Known(mark, source));
            restless.remove(name);
        }
    }

    private OperationSource read(String name, Path path, Mark mark) throws IOException {
        if (!OperationSource.validName(name)) {
            return unreadable(
                    name,
                    "name",
                    "the file name has other characters than letters, digits, '.', '_' and '-'; rename it");
        }
        if (mark.size() > OperationSource.LIMIT) {
            return unreadable(
                    name,
                    "size " + mark,
                    "the file has " + mark.size() + " bytes, more than " + OperationSource.LIMIT + "; split it");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return OperationSource.of(OperationSource.Origin.LOCAL, name, in.readNBytes(OperationSource.LIMIT));
        }
    }

    private boolean old(Mark mark) {
        Instant limit = Instant.now().minus(rest);
        return mark.time().toInstant().isBefore(limit);
    }

    private static OperationSource unreadable(String name, String mark, String reason) {
        return OperationSource.unreadable(OperationSource.Origin.LOCAL, name, mark, reason);
    }
}
