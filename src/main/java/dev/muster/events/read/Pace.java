package dev.muster.events.read;

/** How soon a reader that has clients waiting looks again, in nanoseconds. Not thread-safe. */
final class Pace {
    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000 * MILLI;

    private static final int MOST_BACK_OFF = 5;
    private static final int TURNS_A_STEP = 16;
    private static final int HOT_TURNS = 64;
    private static final int NEWS_TURNS = 16;

    private int turns;

    /** Something is different: it may come at once. */
    void fresh() {
        turns = 0;
    }

    /** Something was published. */
    void news() {
        turns = Math.min(turns, HOT_TURNS - NEWS_TURNS);
    }

    /**
     * The next pause.
     *
     * @param expecting whether something comes without news
     */
    long pause(boolean expecting) {
        if (expecting) {
            return MILLI << Math.min(MOST_BACK_OFF, turns++ / TURNS_A_STEP);
        }
        if (turns < HOT_TURNS) {
            turns++;
            return MILLI;
        }
        return SECOND;
    }
}
