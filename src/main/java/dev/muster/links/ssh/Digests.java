package dev.muster.links.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 here and on the node. */
final class Digests {
    /** Shell function {@code digest}: hex digits of its standard input, nothing where the node has no program for it. */
    static final String FUNCTION =
            """
            digest() {
              if command -v openssl >/dev/null 2>&1; then openssl dgst -sha256 2>/dev/null | sed 's/.*= *//'
              elif command -v sha256sum >/dev/null 2>&1; then sha256sum | cut -d' ' -f1
              fi
            }
            """;

    private static final int BLOCK = 256 * 1024;

    private Digests() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    static String of(Path file) throws IOException {
        return of(file, () -> {});
    }

    /** The same; what {@code before} throws before a block ends it. */
    static String of(Path file, Runnable before) throws IOException {
        MessageDigest digest = sha256();
        byte[] block = new byte[BLOCK];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                before.run();
                digest.update(block, 0, read);
            }
        }
        return hex(digest);
    }
}
