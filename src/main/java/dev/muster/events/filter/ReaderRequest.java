package dev.muster.events.filter;

import dev.muster.events.Model;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A fetch of events, checked (specs/event-dispatcher.md section 1.2.1) and the same for both dialects. Immutable.
 *
 * @param model what is fetched
 * @param task whether the events become tasks of the client (endpoint {@code active})
 * @param avro whether the events are wanted as one avro document
 * @param client who asks
 * @param batch how many events and how long to wait for them
 * @param queues what is read, in the order of service
 * @param rules what the client wants of an event
 * @param ceiling highest security the client may see, empty for any
 * @param cursor where the client reads on
 * @param parameters the same request as a query in the new dialect, for storing it
 */
public record ReaderRequest(
        Model model,
        boolean task,
        boolean avro,
        Client client,
        Batch batch,
        Set<Queue> queues,
        ConsumerRules rules,
        String ceiling,
        Cursor cursor,
        Map<String, List<String>> parameters) {

    /** Who asks; all three may be empty. */
    public record Client(String name, String version, String deploymentKey) {}

    /** At most that many events after at most that time; a time of zero means what is ready now. */
    public record Batch(int count, Duration deadline) {}

    /**
     * Where the client reads on.
     *
     * @param debug whether it is a private cursor beside the client's own
     * @param reset whether the cursor is forgotten first
     * @param from time of the first event to be read again after the reset; null for the usual start of each queue
     */
    public record Cursor(boolean debug, boolean reset, @Nullable Instant from) {}

    /** Limits of the program: most events of one answer, the usual wait (when none is given), the longest wait. */
    public record Limits(int fetch, Duration usual, Duration longest) {}

    /** Keeps copies. */
    public ReaderRequest {
        queues = Collections.unmodifiableSet(EnumSet.copyOf(queues));
        parameters = Map.copyOf(parameters);
    }

    /**
     * Reads the query of {@code GET /api/v2/event/:model/passive} (or {@code active}).
     *
     * @throws dev.muster.events.EventsRefusal 422 for the first parameter that is not valid, in the order of section 1.2.1
     */
    public static ReaderRequest of(String model, boolean task, Map<String, List<String>> query, Limits limits) {
        return new RequestReading(model, task, query, limits).request();
    }

    /** The identity of the cursor (section 3.1): two requests with one key share it. */
    public String key() {
        StringBuilder key = new StringBuilder()
                .append(client.name())
                .append('-')
                .append(client.version())
                .append('-')
                .append(model.wireName());
        if (model == Model.BINARY) {
            key.append('-').append(rules.sources().isEmpty() ? "allsrc" : String.join(".", rules.sources()));
            key.append('-').append(rules.actions().isEmpty() ? "alltype" : String.join(".", rules.actions()));
        }
        key.append('-');
        queues.forEach(queue -> key.append(queue.letter()));
        return cursor.debug() ? key.append('D').toString() : key.toString();
    }

    /** The Kafka group of one queue (section 3.2); the prefix is that of the topics. */
    public String group(String prefix, Queue queue) {
        return prefix + "-azul-" + key() + "-" + queue.wireName();
    }
}
