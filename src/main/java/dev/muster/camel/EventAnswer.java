package dev.muster.camel;

import dev.muster.events.EventsRefusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a request of the events surface is answered with.
 *
 * @param status HTTP status
 * @param body JSON text
 * @param retryAfter when the caller should come back, if it should
 */
public record EventAnswer(int status, byte[] body, @Nullable Duration retryAfter) {
    /** A good answer. */
    static EventAnswer ok(byte[] body) {
        return new EventAnswer(200, body, null);
    }

    /** An error with the document of this surface. */
    static EventAnswer refused(EventsRefusal refusal) {
        String document = Json.text(refusal.document()) + "\n";
        return new EventAnswer(refusal.status(), document.getBytes(StandardCharsets.UTF_8), refusal.retryAfter());
    }
}
