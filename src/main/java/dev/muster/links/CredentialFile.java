package dev.muster.links;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The own token in a file of the data directory that only its owner can read. */
public final class CredentialFile implements OwnCredential {
    private final Path file;
    private volatile String token;

    /** Reads the file when it is there; until then the join token stands in. */
    public CredentialFile(Path file, String joinToken) {
        this.file = file;
        try {
            this.token = Files.exists(file) ? Files.readString(file).trim() : joinToken;
        } catch (IOException e) {
            throw new UncheckedIOException("the node's token in " + file + " cannot be read", e);
        }
    }

    @Override
    public String token() {
        return token;
    }

    @Override
    public synchronized void keep(String newToken) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.deleteIfExists(fresh);
            try (var channel = Files.newByteChannel(
                    fresh,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                channel.write(java.nio.charset.StandardCharsets.UTF_8.encode(newToken));
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the node's token cannot be kept in " + file, e);
        }
        token = newToken;
    }
}
