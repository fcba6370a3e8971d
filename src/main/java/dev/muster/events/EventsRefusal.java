package dev.muster.events;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to the events surface that is not granted, with everything its error document says (specs/event-dispatcher.md section 1.0).
 * Immutable.
 */
public final class EventsRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String NO_CAUSE = "no error provided";

    /** What a program may tell apart without reading the text. */
    public enum Reason {
        /** Nothing in particular. */
        UNSET("ErrorStringEnumUnset"),
        /** Nothing was published, and at least one event was past its source's expiry. */
        ALL_AGED_OFF("ErrorStringEnumAllEventsAgedOffImmediately"),
        /** Nothing was published, every event was invalid or dropped. */
        ALL_FILTERED("ErrorStringEnumAllEventsFiltered");

        private final String wireName;

        Reason(String wireName) {
            this.wireName = wireName;
        }

        /** The text in {@code error_enum}. */
        public String wireName() {
            return wireName;
        }
    }

    private final int status;
    private final String title;
    private final Reason reason;
    private final @Nullable Duration retryAfter;

    /** A refusal with that HTTP status; the detail names the value at fault and what to do. */
    public EventsRefusal(int status, String title, String detail) {
        this(status, title, detail, Reason.UNSET, null, null);
    }

    /** A refusal for a reason that programs tell apart. */
    public EventsRefusal(int status, String title, String detail, Reason reason) {
        this(status, title, detail, reason, null, null);
    }

    private EventsRefusal(
            int status,
            String title,
            String detail,
            Reason reason,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(detail.isEmpty() ? NO_CAUSE : detail, cause);
        this.status = status;
        this.title = title;
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    /** 422: a query parameter of a fetch is not valid (section 1.2.1). */
    public static EventsRefusal badParameters(String detail) {
        return new EventsRefusal(422, "bad parameters", detail);
    }

    /** 503: the request is fine but cannot be served now; the caller comes back after that time. */
    public static EventsRefusal unavailable(String title, String detail, Duration retryAfter) {
        return new EventsRefusal(503, title, detail, Reason.UNSET, retryAfter, null);
    }

    /** A failure of ours. */
    public static EventsRefusal failed(String title, String detail) {
        return new EventsRefusal(500, title, detail, Reason.UNSET, null, null);
    }

    /** A failure of ours; the cause is for the log only. */
    public static EventsRefusal failed(String title, String detail, Throwable cause) {
        return new EventsRefusal(500, title, detail, Reason.UNSET, null, cause);
    }

    /** HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** The kind of refusal, the same for every culprit. */
    public String title() {
        return title;
    }

    /** Why, with the value at fault; shown to the caller. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** What a program may tell apart. */
    public Reason reason() {
        return reason;
    }

    /** Value of the header {@code Retry-After}, if the caller should come back. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** The error document: exactly the keys that strict clients accept, the status as a text. */
    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("status", Integer.toString(status));
        document.put("title", title);
        document.put("detail", detail());
        document.put("error_enum", reason.wireName());
        return document;
    }
}
