package dev.muster.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Permission bits as octal text, {@code setuid} and its like included. */
final class Mode {
    private static final int BITS = 07777;

    private Mode() {}

    /** The text, when it is empty or octal. */
    static String checked(String text) {
        if (!text.isEmpty() && !text.matches("0?[0-7]{3,4}")) {
            throw new Refusal("mode '" + text + "' is not octal, such as 0664");
        }
        return text;
    }

    static int bits(String octal) {
        return Integer.parseInt(octal, 8) & BITS;
    }

    /** The bits of what is there; a symbolic link's are its own. */
    static int of(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & BITS;
    }

    static void set(Path file, int bits) throws IOException {
        Files.setAttribute(file, "unix:mode", bits & BITS, LinkOption.NOFOLLOW_LINKS);
    }
}
