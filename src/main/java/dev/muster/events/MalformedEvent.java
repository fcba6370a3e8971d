package dev.muster.events;

import org.jspecify.annotations.Nullable;

/** Bytes that are not an event of the model they are said to be; the message names the field at fault and what was found there. */
public final class MalformedEvent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what was found where. */
    public MalformedEvent(String message) {
        this(message, null);
    }

    /** The same, keeping the cause for the log. */
    public MalformedEvent(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
