package dev.muster.store;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The file of an embedded database: it holds keys and password hashes, so only its owner may read it. */
final class DatabaseFile {
    private static final String FILE = "jdbc:h2:file:";

    private DatabaseFile() {}

    /** Makes the directory of the file, if the URL names a file. */
    static void prepare(String url) {
        if (url.startsWith(FILE)) {
            Path directory = file(url).toAbsolutePath().getParent();
            try {
                Files.createDirectories(directory);
            } catch (IOException e) {
                throw new MusterException(
                        ErrorCode.CONFIGURATION,
                        "directory '" + directory + "' for the database cannot be made; check its permissions",
                        e);
            }
        }
    }

    /** Takes the rights of others away, where the file system knows such rights. */
    static void protect(String url) {
        Path file = file(url);
        if (!url.startsWith(FILE)
                || !file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION, "the database file '" + file + "' cannot be protected", e);
        }
    }

    /** The innermost reason of a failed start, in one line. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage())
                .lines()
                .findFirst()
                .orElse(cause.getClass().getSimpleName());
    }

    private static Path file(String url) {
        String path = url.startsWith(FILE) ? url.substring(FILE.length()).split(";")[0] : "";
        Path plain = Path.of(path.startsWith("~") ? System.getProperty("user.home") + path.substring(1) : path);
        return plain.resolveSibling(plain.getFileName() + ".mv.db");
    }
}
