package dev.muster.camel;

/** Why a body is not read to its end. */
final class BodyRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String title;

    private BodyRefusal(String title, String detail) {
        super(detail, null, false, false);
        this.title = title;
    }

    /** There is no memory for it now. */
    static BodyRefusal busy(String what, long together) {
        return new BodyRefusal(
                "too many " + what + " at once",
                "more than " + together + " bytes of " + what + " are being read or worked on; send less at once");
    }

    /** It came too slowly while others waited for its memory. */
    static BodyRefusal gaveWay(long bytes) {
        return new BodyRefusal(
                "Request Timeout",
                bytes
                        + " bytes of the body came, of late so slowly that it gave way to others; send it again, or less at once");
    }

    /** Nothing came for too long, or it is not there as a whole after all that time. */
    static BodyRefusal late(long bytes, String what) {
        return new BodyRefusal("Request Timeout", bytes + " bytes of the body came, and " + what + "; send it again");
    }

    String title() {
        return title;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
