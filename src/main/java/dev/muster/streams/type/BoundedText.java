package dev.muster.streams.type;

/**
 * The beginning of a blob as characters that patterns may look at only so often, because the writer of a blob may know the patterns and make them run for ever. Not thread-safe.
 */
final class BoundedText implements CharSequence {
    private final String text;
    private long left;

    /** A pattern looked at more characters than it may. */
    static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Exhausted() {
            super("a pattern looked at too many characters", null, false, false);
        }
    }

    BoundedText(String text) {
        this.text = text;
    }

    /** Lets the next pattern look at that many characters. */
    BoundedText allow(long looks) {
        left = looks;
        return this;
    }

    @Override
    public char charAt(int index) {
        if (--left < 0) {
            throw new Exhausted();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
