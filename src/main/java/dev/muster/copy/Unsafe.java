package dev.muster.copy;

import java.io.IOException;

/** An archive that wants more than to fill its destination, or does not fit what is there. */
final class Unsafe extends IOException {
    private static final long serialVersionUID = 1L;

    Unsafe(String message) {
        super(message);
    }
}
