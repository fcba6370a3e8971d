package dev.muster.events.filter;

import dev.muster.events.EventAvro;
import dev.muster.events.EventHead;
import dev.muster.events.Model;
import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.EventAuthor;
import dev.muster.events.v6.StatusEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Results of long tasks by file, plugin and version, which answer the same task again (specs/event-dispatcher.md sections 2.5 and 3.6).
 * Holds what a plugin sent as it stands in Kafka, within a number of bytes; the oldest go first. Thread-safe.
 */
public final class ReplayCache implements Replays {
    private static final Set<String> SUCCESS = Set.of("completed", "completed-empty", "completed-with-errors");
    private static final int SHARE = 64;

    private final Bounds bounds;
    private final EventAvro avro;
    private final Reissue reissue;
    private final InstantSource clock;
    private final Map<String, Remembered> remembered = new LinkedHashMap<>();
    private long bytes;

    /**
     * What is remembered.
     *
     * @param bytes of all entries together; one may take a 64th of them
     * @param slowerThan least time a task took, exclusive
     * @param keep how long an entry answers
     */
    public record Bounds(long bytes, Duration slowerThan, Duration keep) {}

    private record Remembered(byte[] status, long until) {}

    /** An empty cache that has its answers published. */
    public ReplayCache(Bounds bounds, EventAvro avro, Reissue reissue, InstantSource clock) {
        this.bounds = bounds;
        this.avro = avro;
        this.reissue = reissue;
        this.clock = clock;
    }

    /** A status was published; remembered if its task went well and took long enough. Call it before the results are taken out. */
    public void remember(StatusEvent status) {
        double slow = bounds.slowerThan().toNanos() / 1e9;
        boolean worth = SUCCESS.contains(status.getEntity().getStatus())
                && status.getEntity().getRuntime() > slow
                && status.getModelVersion() == EventHead.VERSION;
        byte[] value = worth ? avro.write(status) : new byte[0];
        if (!worth || value.length > bounds.bytes() / SHARE) {
            return;
        }
        EventAuthor author = status.getAuthor();
        String key = key(status.getEntity().getInput(), author.getName(), author.getVersion());
        put(key, new Remembered(value, clock.millis() + bounds.keep().toMillis()));
    }

    @Override
    public Optional<CompletionStage<Void>> answer(BinaryEvent trigger, ReaderRequest.Client client) {
        String key = key(trigger, client.name(), client.version());
        byte[] value = found(key);
        if (value == null) {
            return Optional.empty();
        }
        StatusEvent status = (StatusEvent) avro.read(Model.STATUS, value);
        return Optional.of(reissue.publish(trigger, status, client).whenComplete((done, failure) -> {
            if (failure != null) {
                forget(key);
            }
        }));
    }

    private synchronized void put(String key, Remembered fresh) {
        forget(key);
        remembered.put(key, fresh);
        bytes += fresh.status().length;
        long now = clock.millis();
        for (Iterator<Remembered> oldest = remembered.values().iterator(); oldest.hasNext(); ) {
            Remembered entry = oldest.next();
            if (bytes <= bounds.bytes() && entry.until() > now) {
                return;
            }
            bytes -= entry.status().length;
            oldest.remove();
        }
    }

    private synchronized byte @Nullable [] found(String key) {
        Remembered entry = remembered.get(key);
        return entry == null || entry.until() <= clock.millis() ? null : entry.status();
    }

    /** What cannot be published again must not be tried for ever: the task goes to the plugin next time. */
    private synchronized void forget(String key) {
        Remembered old = remembered.remove(key);
        bytes -= old == null ? 0 : old.status().length;
    }

    private static String key(BinaryEvent input, String name, String version) {
        return input.getEntity().getSha256() + "-" + name + "-" + version;
    }
}
