package dev.muster.model;

import java.time.Duration;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression that cannot run away: matching ends when the thread is interrupted, when one text takes longer than the budget, or
 * when it would overflow the stack. Thread-safe.
 */
public final class BoundedPattern {
    private final Pattern pattern;
    private final long budget;

    /**
     * Compiles; a text that is no expression fails with the code given.
     *
     * @param budget time for one text
     */
    public BoundedPattern(String expression, int flags, Duration budget, ErrorCode code) {
        try {
            this.pattern = Pattern.compile(expression, flags);
        } catch (PatternSyntaxException e) {
            throw new MusterException(
                    code, "'" + expression + "' is not a regular expression: " + e.getDescription(), e);
        }
        this.budget = budget.toNanos();
    }

    /** True when the expression is found anywhere in the text. */
    public boolean find(String text) {
        return bounded(() ->
                pattern.matcher(new Watched(text, System.nanoTime() + budget)).find());
    }

    /** True when the expression matches the text as a whole. */
    public boolean matches(String text) {
        return bounded(() ->
                pattern.matcher(new Watched(text, System.nanoTime() + budget)).matches());
    }

    private boolean bounded(java.util.function.BooleanSupplier match) {
        try {
            return match.getAsBoolean();
        } catch (StackOverflowError e) {
            throw tooCostly(e);
        }
    }

    private MusterException tooCostly(Throwable cause) {
        return new MusterException(
                ErrorCode.BAD_PARAMETER,
                "the pattern '" + pattern + "' takes more than "
                        + Duration.ofNanos(budget).toMillis()
                        + " ms or too much memory on one text; make it simpler, without nested repetition",
                cause);
    }

    /** Asks for the time and the interrupt flag now and then while the matcher walks over it. */
    private final class Watched implements CharSequence {
        private static final int STRIDE = 1023;

        private final CharSequence text;
        private final long end;
        private int reads;

        Watched(CharSequence text, long end) {
            this.text = text;
            this.end = end;
        }

        @Override
        public char charAt(int index) {
            if ((++reads & STRIDE) == 0) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new MusterException(ErrorCode.CANCELLED, "the search was interrupted");
                }
                if (System.nanoTime() - end > 0) {
                    throw tooCostly(new IllegalStateException("budget spent"));
                }
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int stop) {
            return new Watched(text.subSequence(start, stop), end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
