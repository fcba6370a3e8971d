package dev.muster;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the first password of the user {@code admin} is put: a file that only its owner can read, never a log line. */
final class AdminPassword {
    private static final Logger LOG = LoggerFactory.getLogger(AdminPassword.class);

    private final Path file;

    AdminPassword(Path data) {
        this.file = data.resolve("admin-password");
    }

    void keep(String password) {
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, password + "\n");
            LOG.info("user admin was created; its password is in {}", file);
        } catch (IOException e) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION, "the password of admin cannot be written to '" + file + "'", e);
        }
    }
}
