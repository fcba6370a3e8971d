package dev.muster.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Lock;

/**
 * Puts a tree into its place: unpacked beside it first, so that a broken or hostile archive and a full disk change nothing, then moved file
 * by file. Files that are there and not in the archive stay. Thread-safe.
 */
final class Extraction {
    private final Lock order;

    /** What changes places that others may change too is done one at a time, in that order. */
    Extraction(Lock order) {
        this.order = order;
    }

    /** What is to be done when a tree is in its place, before another can take the place. */
    interface Placed {
        void placed(List<Path> names);
    }

    /** Where the tree is unpacked first. */
    static Path scratch(Path destination, String name) {
        return destination.resolve(".muster-copy-" + name);
    }

    /**
     * Unpacks an archive into a directory, which is created with its parents when missing.
     *
     * @return what was refused of owner and mode
     */
    List<String> extract(Path archive, Path destination, Path scratch, Message message, Placed placed) {
        Deque<Path> created = new ArrayDeque<>();
        try {
            inOrder(() -> prepare(destination, scratch, created));
            Ownership ownership = new Ownership();
            Unpacking unpacking = new Unpacking(scratch, message, ownership);
            unpacking.unpack(archive);
            inOrder(() -> {
                Merge.move(scratch, destination);
                created.clear();
                unpacking.finish(destination.toRealPath());
                placed.placed(unpacking.names());
            });
            Trees.remove(scratch);
            return ownership.warnings();
        } catch (IOException e) {
            tidy(scratch, created, e);
            throw new Refusal("untar failed: " + Reason.of(e), e);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private void inOrder(Step step) throws IOException {
        order.lock();
        try {
            step.run();
        } finally {
            order.unlock();
        }
    }

    /** With the private directory in it, nobody else takes the destination away. */
    private static void prepare(Path destination, Path scratch, Deque<Path> created) throws IOException {
        create(destination, created);
        Files.createDirectory(
                scratch, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static void create(Path directory, Deque<Path> created) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path at = directory; at != null && !Files.exists(at); at = at.getParent()) {
            missing.push(at);
        }
        for (Path each : missing) {
            Files.createDirectory(each);
            created.push(each);
        }
        if (!Files.isDirectory(directory)) {
            throw new IOException("'" + directory + "' is not a directory");
        }
    }

    private void tidy(Path scratch, Deque<Path> created, IOException because) {
        try {
            Trees.remove(scratch);
            inOrder(() -> {
                for (Path each : created) {
                    Files.deleteIfExists(each);
                }
            });
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }
}
