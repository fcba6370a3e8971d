package dev.muster.events.filter.gjson;

/** A path took more work on a document than is allowed. */
public final class WorkExceeded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WorkExceeded(int allowed) {
        super("the path took more than " + allowed + " steps on this document", null, false, false);
    }
}
