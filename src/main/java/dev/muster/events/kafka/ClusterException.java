package dev.muster.events.kafka;

/** The cluster does not do what it is asked for. */
public final class ClusterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A failure; the message says what was asked and why it was not done. */
    public ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
