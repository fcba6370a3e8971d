package dev.muster.http;

/** A request of which nobody can say for certain what it is or where it ends. */
final class BadRequestException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String remedy;

    BadRequestException(int status, String what, String remedy) {
        super(what);
        this.status = status;
        this.remedy = remedy;
    }

    int status() {
        return status;
    }

    String remedy() {
        return remedy;
    }
}
