package dev.muster.camel;

/** Turns what Camel throws into one line a person can act on. */
final class Reasons {
    private static final int LONGEST = 600;

    private Reasons() {}

    /** The outermost message, or the class where there is none, on one line. */
    static String of(Throwable failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        String line = message.replaceAll("\\s+", " ").trim();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + " ..." : line;
    }
}
