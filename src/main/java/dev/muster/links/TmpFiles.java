package dev.muster.links;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The directory that files of the argument {@code tmp_file} are sent from and received into (specs/distributed-api.md section 5.5).
 * All methods but {@link #arrival()} read the file system.
 */
public final class TmpFiles {
    /** The argument that names a file to be sent before the call. */
    public static final String ARGUMENT = "tmp_file";

    private static final String ARRIVED = "received-";

    private final Path directory;

    /** Uses that directory, created when missing, and removes what an earlier run received into it. */
    public TmpFiles(Path directory) {
        try {
            Files.createDirectories(directory);
            this.directory = directory.toRealPath();
            try (var old = Files.newDirectoryStream(this.directory, ARRIVED + "*")) {
                for (Path file : old) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the temporary directory " + directory + " cannot be used", e);
        }
    }

    /** The regular file of that relative name; error 3034 when it is missing or, symbolic links followed, outside the directory. */
    public Path resolve(String name) {
        try {
            Path file = directory.resolve(name).toRealPath();
            if (!name.isEmpty() && file.startsWith(directory) && Files.isRegularFile(file)) {
                return file;
            }
        } catch (IOException | InvalidPathException e) {
            throw new MusterException(ErrorCode.BAD_TRANSFER_PATH, "'" + name + "'", e);
        }
        throw new MusterException(ErrorCode.BAD_TRANSFER_PATH, "'" + name + "'");
    }

    /** Removes a file after its call; error 3034 when {@link #resolve} would not give it out. */
    public void remove(String name) {
        Path file = resolve(name);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the temporary file " + name + " cannot be removed", e);
        }
    }

    /** A name for a file that is about to arrive. */
    Path arrival() {
        return directory.resolve(ARRIVED + UUID.randomUUID());
    }
}
