package dev.muster.streams.store;

/** The store could not do what it was asked; the message says what and why. */
public final class StoreFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why the store is to blame is recognised from the status that it answered, 0 when it did not answer. */
    private final int status;

    StoreFailure(String message, int status, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** What the store answered, 0 when nothing. */
    public int status() {
        return status;
    }
}
