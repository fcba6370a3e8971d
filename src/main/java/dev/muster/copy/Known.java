package dev.muster.copy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What this node was given, by destination: the digest of the content, and of the facts about each file that came of it. Facts hold the
 * change time and the file's number, so that whatever is done to a file afterwards shows. Thread-safe for different destinations.
 */
final class Known {
    private static final int MOST = 50_000;
    private static final String FACTS = "unix:mode,uid,gid,size,lastModifiedTime,ctime,ino,isDirectory";
    private static final List<String> OF_DIRECTORIES = List.of("mode", "uid", "gid", "isDirectory");

    private final Path directory;

    /** Creates the directory when it is missing. */
    Known(Path directory) {
        try {
            this.directory = Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("the directory " + directory + " cannot be used", e);
        }
    }

    /** The digest of what was copied to a destination with these options, when nobody has touched it since. */
    Optional<String> content(Path destination, String options) {
        Optional<Map<String, Object>> record = Json.read(file(destination));
        if (record.isEmpty() || !options.equals(record.get().get("options"))) {
            return Optional.empty();
        }
        Object names = record.get().get("names");
        try {
            if (names instanceof List<?> list
                    && facts(destination, list).equals(record.get().get("facts"))) {
                return Optional.of(String.valueOf(record.get().get("content")));
            }
        } catch (IOException e) {
            return Optional.empty(); // something of it is gone
        }
        return Optional.empty();
    }

    /** Notes what was copied. The names are relative to the destination; one empty name stands for the destination itself. */
    void remember(Path destination, String options, String content, List<Path> names) {
        try {
            if (content.isEmpty() || names.size() > MOST) {
                Files.deleteIfExists(file(destination));
                return;
            }
            List<String> texts = names.stream().map(Path::toString).toList();
            Map<String, Object> record = new LinkedHashMap<>();
            record.put("destination", destination.toString());
            record.put("options", options);
            record.put("content", content);
            record.put("facts", facts(destination, texts));
            record.put("names", texts);
            Json.write(file(destination), record);
        } catch (IOException e) {
            throw new UncheckedIOException("what was copied cannot be noted: " + Reason.of(e), e);
        }
    }

    private Path file(Path destination) {
        return directory.resolve(Spool.name(destination.toString()) + ".known");
    }

    private static String facts(Path destination, List<?> names) throws IOException {
        MessageDigest digest = Digests.algorithm("SHA-256");
        for (Object name : names) {
            Path file = destination.resolve(name.toString());
            Map<String, Object> facts = Files.readAttributes(file, FACTS, LinkOption.NOFOLLOW_LINKS);
            Map<String, Object> sorted = new TreeMap<>(facts);
            if (Boolean.TRUE.equals(facts.get("isDirectory"))) {
                sorted.keySet().retainAll(OF_DIRECTORIES); // other files may come and go in it
            }
            digest.update((name + "\0" + sorted + "\0").getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
