package dev.muster;

import dev.muster.streams.type.Identification;
import dev.muster.streams.type.Identity;
import dev.muster.streams.type.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What files are, one line for each. */
final class FileTypes implements AutoCloseable {
    private final Identification identification;
    private final Consumer<String> lines;
    private boolean complete = true;

    FileTypes(boolean libmagic, Consumer<String> lines) {
        this.identification = new Identification(libmagic);
        this.lines = lines;
    }

    /** Names files, and the regular files below folders; false when something could not be read. */
    boolean all(List<Path> paths) {
        paths.forEach(this::below);
        return complete;
    }

    private void below(Path path) {
        if (!Files.isDirectory(path)) {
            file(path);
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Iterator<Path> each = files.iterator(); each.hasNext(); ) {
                Path next = each.next();
                if (Files.isRegularFile(next)) {
                    file(next);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            unreadable(path, e);
        }
    }

    private void file(Path path) {
        try {
            Identity identity = identification.of(Sample.of(path));
            lines.accept(path + "\t\t" + identity.format() + "\t" + identity.mime());
        } catch (IOException e) {
            unreadable(path, e);
        }
    }

    private void unreadable(Path path, Exception why) {
        complete = false;
        lines.accept("*Unable to open: " + path + ": " + why.getClass().getSimpleName());
    }

    @Override
    public void close() {
        identification.close();
    }
}
