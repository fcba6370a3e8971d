package dev.muster.model;

/** The codes of history rows that this program writes (specs/node-proxy.md section 2.2). */
public enum ResultCode {
    /** Accepted or in progress. */
    BEGIN(0),
    /** The request failed; final. */
    KO(1),
    /** The request succeeded; final. */
    OK(2),
    /** The daemon started. */
    STARTED(3),
    /** More follows. */
    CONTINUE(4),
    /** One command of a request finished. */
    COMMAND(100),
    /** One piece of a copy was stored. */
    COPYING(101);

    private final int code;

    ResultCode(int code) {
        this.code = code;
    }

    /** The code of that number; {@link #CONTINUE} for one that this program does not write. */
    public static ResultCode of(int number) {
        for (ResultCode each : values()) {
            if (each.code == number) {
                return each;
            }
        }
        return CONTINUE;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }
}
