package dev.muster.copy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;

/** Puts a whole file into its place: owner and mode first, then one rename over what is there. Thread-safe. */
final class Placing {
    private final int usualMode;
    private final Lock order;

    /** Learns from a probe in that directory which mode new files get here. Files take their places one at a time, in that order. */
    Placing(Path directory, Lock order) throws IOException {
        this.order = order;
        Path probe = directory.resolve("mode.probe");
        Files.deleteIfExists(probe);
        Files.createFile(probe);
        this.usualMode = Mode.of(probe) & 0777;
        Files.delete(probe);
    }

    /** Where the file is made when it cannot be moved in one step. */
    static Path scratch(Path destination, String name) {
        return destination.resolveSibling(".muster-copy-" + name);
    }

    /**
     * Moves the file; what is there keeps its owner and mode unless the message says otherwise.
     *
     * @param placed to be run when it is there, before another can take its place
     * @return what was refused of owner and mode
     */
    List<String> place(Path file, Path destination, Path scratch, Message message, Runnable placed) {
        try {
            Ownership ownership = new Ownership();
            Path ready = near(file, destination, scratch);
            order.lock();
            try {
                dress(ready, destination, message, ownership);
                Files.move(ready, destination, StandardCopyOption.ATOMIC_MOVE);
                placed.run();
            } finally {
                order.unlock();
            }
            force(destination.getParent());
            return ownership.warnings();
        } catch (IOException e) {
            throw new Refusal("Can't copy file to " + destination + ", " + Reason.of(e), e);
        }
    }

    /** The file on the file system of its destination: moved there, or copied. */
    private static Path near(Path file, Path destination, Path scratch) throws IOException {
        if (Files.isDirectory(destination, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("Is a directory");
        }
        try {
            Files.move(file, scratch, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            copy(file, scratch);
        }
        return scratch;
    }

    private static void copy(Path file, Path scratch) throws IOException {
        Files.deleteIfExists(scratch);
        try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ);
                FileChannel to = FileChannel.open(
                        scratch,
                        Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            long size = from.size();
            for (long at = 0; at < size; ) {
                at += from.transferTo(at, size - at, to);
            }
            to.force(true);
        }
    }

    private void dress(Path file, Path destination, Message message, Ownership ownership) throws IOException {
        int mode = usualMode;
        if (Files.exists(destination, LinkOption.NOFOLLOW_LINKS)) {
            Map<String, Object> old =
                    Files.readAttributes(destination, "unix:mode,uid,gid,isRegularFile", LinkOption.NOFOLLOW_LINKS);
            if (Boolean.TRUE.equals(old.get("isRegularFile"))) {
                mode = (Integer) old.get("mode") & 07777;
                keep(file, "unix:uid", old.get("uid"));
                keep(file, "unix:gid", old.get("gid"));
            } else if (!Files.isSymbolicLink(destination)) {
                throw new IOException("the destination is no regular file");
            }
        }
        ownership.give(file, message.text("owner"), message.text("group"));
        String wanted = Mode.checked(message.text("mode"));
        ownership.permit(file, wanted.isEmpty() ? mode : Mode.bits(wanted));
    }

    private static void keep(Path file, String attribute, Object id) throws IOException {
        if (!id.equals(Files.getAttribute(file, attribute))) {
            Files.setAttribute(file, attribute, id);
        }
    }

    /** A rename is on the disk when its directory is. */
    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
