package dev.muster.links.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Temporary files that copies have on nodes: noted on the disk before they are made, so that what a copy leaves on a node that cannot be
 * reached is known when it can be, also after this program was killed. Thread-safe.
 */
public final class Leftovers {
    private static final String SEPARATOR = "\0";

    private final Path directory;
    private final Map<File, Path> notes = new HashMap<>();
    private final Set<File> used = new HashSet<>();

    /**
     * A temporary file.
     *
     * @param place what it becomes, or is made for
     */
    record File(String node, String path, String place) {}

    /** Reads the notes of the last run; creates the directory when it is missing. */
    public Leftovers(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
            try (Stream<Path> files = Files.list(directory)) {
                for (Path note : (Iterable<Path>) files::iterator) {
                    read(note);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the directory for notes on copies, " + directory + ", cannot be used", e);
        }
    }

    /** What one copy has there. */
    final class Share {
        private final String node;
        private final String place;
        private final Set<File> mine = new HashSet<>();

        private Share(String node, String place) {
            this.node = node;
            this.place = place;
        }

        /** To be called before the file is made. */
        synchronized void use(String path) throws IOException {
            File file = new File(node, path, place);
            mine.add(file);
            Leftovers.this.use(file);
        }

        /** It is there no more, or was not made. */
        void gone(String path) {
            Leftovers.this.gone(new File(node, path, place));
        }

        /** The copy is over; what it left may be removed. */
        synchronized void release() {
            mine.forEach(Leftovers.this::release);
        }
    }

    /** For a copy to that place of a node. */
    Share share(String node, String place) {
        return new Share(node, place);
    }

    /** A copy makes it now, or goes on with it. */
    private synchronized void use(File file) throws IOException {
        used.add(file);
        if (!notes.containsKey(file)) {
            String text = String.join(SEPARATOR, file.node(), file.path(), file.place());
            MessageDigest digest = Digests.sha256();
            digest.update(text.getBytes(StandardCharsets.UTF_8));
            Path note = directory.resolve(Digests.hex(digest).substring(0, 32));
            Files.writeString(note, text);
            notes.put(file, note);
        }
    }

    /** No copy makes it any more; it may still be there. */
    private synchronized void release(File file) {
        used.remove(file);
    }

    /** It is there no more. */
    synchronized void gone(File file) {
        used.remove(file);
        Path note = notes.remove(file);
        if (note != null) {
            try {
                Files.deleteIfExists(note);
            } catch (IOException e) {
                throw new UncheckedIOException("the note " + note + " cannot be removed", e);
            }
        }
    }

    /** What no copy uses on that node. */
    synchronized List<File> of(String node) {
        List<File> left = new ArrayList<>();
        for (File file : notes.keySet()) {
            if (file.node().equals(node) && !used.contains(file)) {
                left.add(file);
            }
        }
        return left;
    }

    /** A note that the end of the program cut off stands for a file that was not made yet. */
    private void read(Path note) throws IOException {
        String[] parts = Files.readString(note).split(SEPARATOR);
        if (parts.length == 3) {
            notes.put(new File(parts[0], parts[1], parts[2]), note);
        } else {
            Files.delete(note);
        }
    }
}
