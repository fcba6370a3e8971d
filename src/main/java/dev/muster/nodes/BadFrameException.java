package dev.muster.nodes;

/** A text that is no frame, or whose payload is no JSON object. The message is the one that the sender is given. */
public final class BadFrameException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String token;

    BadFrameException(String message, String token) {
        super(message);
        this.token = token;
    }

    /** The token of the frame as far as it could be read; empty otherwise. */
    public String token() {
        return token;
    }
}
