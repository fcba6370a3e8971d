package dev.muster.operations;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The log files that may be read: by name, from patterns of the form {@code DIRECTORY/GLOB}. A symbolic link counts only when it leads to a
 * file that one of the same log's patterns matches too; anything but a regular file is passed over, unopened.
 */
final class LogFiles {
    /** One readable file of a log. */
    record LogFile(String log, Path path, Instant modified) {
        boolean compressed() {
            return path.toString().endsWith(".gz");
        }
    }

    private record Place(Path directory, PathMatcher name) {}

    private final Map<String, List<Place>> places = new TreeMap<>();

    LogFiles(Map<String, List<String>> patterns) {
        patterns.forEach((log, texts) ->
                places.put(log, texts.stream().map(text -> place(log, text)).toList()));
    }

    List<String> names() {
        return List.copyOf(places.keySet());
    }

    /** The files of a log, the newest first; of all logs when the name is empty. */
    List<LogFile> of(Site site, String log) {
        if (!log.isEmpty() && !places.containsKey(log)) {
            throw site.refuse(ErrorCode.PATH_NOT_ALLOWED, "there is no log '" + log + "'; the node offers " + names());
        }
        Map<Path, LogFile> found = new TreeMap<>();
        for (String name : log.isEmpty() ? names() : List.of(log)) {
            for (Place place : places.getOrDefault(name, List.of())) {
                collect(site, name, place, found);
            }
        }
        List<LogFile> files = new ArrayList<>(found.values());
        files.sort(Comparator.comparing(LogFile::modified).reversed().thenComparing(LogFile::path));
        return files;
    }

    private void collect(Site site, String log, Place place, Map<Path, LogFile> found) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                place.directory(), entry -> place.name().matches(entry.getFileName()))) {
            for (Path entry : entries) {
                LogFile file = readable(log, entry);
                if (file != null) {
                    found.putIfAbsent(file.path(), file);
                }
            }
        } catch (NoSuchFileException e) {
            return; // a log that this node does not write
        } catch (IOException | DirectoryIteratorException e) {
            throw site.refuse(
                    ErrorCode.FILE_NOT_READABLE, "directory '" + place.directory() + "' of log '" + log + "'", e);
        }
    }

    private @Nullable LogFile readable(String log, Path entry) {
        try {
            Path real = entry.toRealPath();
            BasicFileAttributes attributes =
                    Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile() || !allowed(log, real)) {
                return null;
            }
            return new LogFile(log, real, attributes.lastModifiedTime().toInstant());
        } catch (IOException e) {
            return null; // rotated away, or a link that leads nowhere
        }
    }

    private boolean allowed(String log, Path real) throws IOException {
        for (Place place : places.getOrDefault(log, List.of())) {
            if (place.name().matches(real.getFileName())
                    && real.getParent().equals(place.directory().toRealPath())) {
                return true;
            }
        }
        return false;
    }

    private static Place place(String log, String text) {
        Path path = Path.of(text).toAbsolutePath().normalize();
        Path directory = path.getParent();
        if (directory == null || directory.toString().contains("*")) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION,
                    "log '" + log + "' has the pattern '" + text + "'; only the file name may hold wildcards");
        }
        return new Place(directory, FileSystems.getDefault().getPathMatcher("glob:" + path.getFileName()));
    }
}
