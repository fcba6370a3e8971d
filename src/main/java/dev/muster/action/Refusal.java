package dev.muster.action;

/** A request that ends with code 1; the message is the text of its row. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
        super(message);
    }

    Refusal(String message, Throwable cause) {
        super(message, cause);
    }

    /** The text of the row. */
    String text() {
        return String.valueOf(getMessage());
    }
}
