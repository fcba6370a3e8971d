package dev.muster.copy;

/** The link did not carry a message, or no answer came; the copy may go on later. */
final class Broken extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean busy;

    Broken(String message, Throwable cause) {
        super(message, cause);
        this.busy = false;
    }

    /**
     * The node answers, but not what is waited for.
     *
     * @param busy whether it works on this copy, so that waiting makes sense however long it takes
     */
    Broken(String message, boolean busy) {
        super(message);
        this.busy = busy;
    }

    boolean busy() {
        return busy;
    }
}
