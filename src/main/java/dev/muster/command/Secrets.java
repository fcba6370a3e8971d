package dev.muster.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Secrets kept in files. */
final class Secrets {
    private Secrets() {}

    /** What the file holds, without the line end. */
    static String read(Path file) {
        try {
            String secret = Files.readString(file).strip();
            if (secret.isEmpty()) {
                throw CommandException.usage("file '" + file + "' is empty; it must hold the secret");
            }
            return secret;
        } catch (IOException e) {
            throw CommandException.usage("file '" + file + "' cannot be read; check its name and permissions", e);
        }
    }
}
