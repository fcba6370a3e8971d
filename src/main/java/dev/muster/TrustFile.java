package dev.muster;

import dev.muster.links.Trust;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Keeps the id and public key of the hub beyond a restart, so that a node can verify callers before its parent is back. */
final class TrustFile {
    private final Path file;

    TrustFile(Path file) {
        this.file = file;
    }

    /** What was kept, following every change from now on. */
    Trust trust() {
        Trust trust = new Trust(read());
        trust.onChange(this::write);
        return trust;
    }

    private Trust.Anchor read() {
        if (!Files.exists(file)) {
            return Trust.Anchor.NONE;
        }
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() >= 2) {
                return new Trust.Anchor(lines.get(0), lines.get(1));
            }
        } catch (IOException e) {
            throw new MusterException(ErrorCode.CONFIGURATION, "the hub's key in '" + file + "' cannot be read", e);
        }
        throw new MusterException(
                ErrorCode.CONFIGURATION, "the hub's key in '" + file + "' is damaged; remove the file and start again");
    }

    private void write(Trust.Anchor anchor) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(fresh, anchor.hub() + "\n" + anchor.publicKey() + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the hub's key cannot be kept in " + file, e);
        }
    }
}
