package dev.muster.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Puts a tree into its place: unpacked beside it first, so that a broken or hostile archive and a full disk change nothing, then moved file
 * by file. Files that are there and not in the archive stay.
 */
final class Extraction {
    private final boolean outsideLinks;

    Extraction(boolean outsideLinks) {
        this.outsideLinks = outsideLinks;
    }

    /**
     * What came of it.
     *
     * @param names entries of the archive
     * @param warnings what was refused of owner and mode
     */
    record Result(List<Path> names, List<String> warnings) {}

    /** Where the tree is unpacked first. */
    static Path scratch(Path destination, String name) {
        return destination.resolve(".muster-copy-" + name);
    }

    /** Unpacks an archive into a directory, which is created with its parents when missing. */
    Result extract(Path archive, Path destination, Path scratch, Message message) {
        Deque<Path> created = new ArrayDeque<>();
        try {
            create(destination, created);
            Ownership ownership = new Ownership();
            Files.createDirectory(
                    scratch, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Unpacking unpacking = new Unpacking(scratch, message, ownership, outsideLinks);
            unpacking.unpack(archive);
            Merge.move(scratch, destination);
            created.clear();
            unpacking.finish(destination.toRealPath());
            Trees.remove(scratch);
            return new Result(unpacking.names(), ownership.warnings());
        } catch (IOException e) {
            tidy(scratch, created, e);
            throw new Refusal("untar failed: " + Reason.of(e), e);
        }
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

    private static void tidy(Path scratch, Deque<Path> created, IOException because) {
        try {
            Trees.remove(scratch);
            for (Path each : created) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }
}
