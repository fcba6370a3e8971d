package dev.muster.embedded;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/** The key pair of the embedded S3 server, made once and kept in a file that only its owner can read. */
public record S3Credentials(String accessKey, String secretKey) {
    private static final int ACCESS_BYTES = 10;
    private static final int SECRET_BYTES = 24;

    static S3Credentials in(Path directory) {
        Path file = directory.resolve("credentials");
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(directory);
                write(file, random(ACCESS_BYTES) + "\n" + random(SECRET_BYTES) + "\n");
            }
            List<String> lines = Files.readAllLines(file);
            if (lines.size() < 2) {
                throw new MusterException(
                        ErrorCode.CONFIGURATION,
                        "file '" + file + "' holds no key pair; delete it and a new one is made");
            }
            return new S3Credentials(lines.get(0).trim(), lines.get(1).trim());
        } catch (IOException e) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION,
                    "the key pair '" + file + "' cannot be read or written: " + e.getMessage(),
                    e);
        }
    }

    private static void write(Path file, String text) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, text, StandardOpenOption.CREATE);
    }

    private static String random(int bytes) {
        byte[] made = new byte[bytes];
        new SecureRandom().nextBytes(made);
        return HexFormat.of().formatHex(made);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "S3Credentials[" + accessKey + "]";
    }
}
