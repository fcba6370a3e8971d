package dev.muster.interop;

/** An answer that the published client refuses; says why. */
final class Unacceptable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unacceptable(String message) {
        super(message);
    }
}
