package dev.muster.copy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Puts copies in place on a machine that takes no messages of its own, and that this node stands for. Thread-safe; blocks. */
@FunctionalInterface
public interface Placer {
    /**
     * Puts one in place; fails with a text for the row.
     *
     * @param content all of it, verified: a file, or an archive of a tree
     * @param destination path there
     * @return what was refused of owner and mode
     */
    List<String> place(Path content, Path destination, Options options) throws IOException;

    /**
     * What is to become of it.
     *
     * @param archive whether it is an archive that is unpacked into the destination
     * @param owner name of the owner; empty for none, and for an archive, which holds them
     * @param group name of the group; the same
     * @param mode octal digits; empty for none
     */
    record Options(boolean archive, String owner, String group, String mode) {}
}
