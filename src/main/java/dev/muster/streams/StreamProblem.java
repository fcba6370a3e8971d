package dev.muster.streams;

import org.jspecify.annotations.Nullable;

/** A request that is answered with an error: status, title and detail of specs/event-dispatcher.md section 1.4. */
public final class StreamProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** HTTP status. */
    private final int status;

    /** What went wrong, in the words of the specification. */
    private final String title;

    /** Size of the object for status 416, else -1. */
    private final long size;

    private StreamProblem(int status, String title, String detail, long size, @Nullable Throwable cause) {
        super(detail, cause);
        this.status = status;
        this.title = title;
        this.size = size;
    }

    /** The client is to blame. */
    public static StreamProblem bad(String title, String detail) {
        return new StreamProblem(400, title, detail, -1, null);
    }

    /** There is no such object. */
    public static StreamProblem absent() {
        return new StreamProblem(404, "not found", "not found", -1, null);
    }

    /** A range begins behind the end of an object of that size. */
    public static StreamProblem beyond(long size) {
        return new StreamProblem(
                416, "invalid range end", "the range begins behind the end of " + size + " bytes", size, null);
    }

    /** The store, or something else of ours, is to blame. */
    public static StreamProblem ours(String title, Throwable cause) {
        String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new StreamProblem(500, title, why, -1, cause);
    }

    /** Not now. */
    public static StreamProblem later(String detail) {
        return new StreamProblem(503, "not ready", detail, -1, null);
    }

    /** The client was silent for too long. */
    public static StreamProblem silent(String detail) {
        return new StreamProblem(408, "request timeout", detail, -1, null);
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** The short text; the message of this exception is the longer one. */
    public String title() {
        return title;
    }

    /** Size of the object when {@link #status()} is 416, else -1. */
    public long size() {
        return size;
    }
}
