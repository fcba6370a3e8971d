package dev.muster.events.publish;

import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.DeleteEntity;
import dev.muster.events.v6.DeleteEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The deletes in force, as the delete topic tells, and which events they cover (specs/event-dispatcher.md section 3.6, "previously
 * deleted"). Thread-safe.
 */
public final class Deleted {
    private static final Instant ZERO = dev.muster.events.EventTimes.ZERO;

    private final Map<String, DeleteEvent> byKey = new HashMap<>();
    private final Map<String, Map<String, Instant>> ids = new HashMap<>();
    private final Map<String, Map<String, Instant>> links = new HashMap<>();
    private final Map<String, Map<String, Instant>> authors = new HashMap<>();
    private final Map<String, Map<String, Instant>> submissions = new HashMap<>();

    /** Hears of a message of the delete topic: an event in place of that of the same key, or its end. */
    public synchronized void hear(String key, @Nullable DeleteEvent delete) {
        DeleteEvent old = delete == null ? byKey.remove(key) : byKey.put(key, delete);
        if (old != null) {
            List.of(ids, links, authors, submissions).forEach(terms -> forget(terms, key));
        }
        if (delete != null) {
            remember(key, delete);
        }
    }

    /** Whether a delete in force covers the event. */
    public synchronized boolean covers(BinaryEvent event) {
        Instant submitted = event.getSource().getTimestamp();
        return ids.containsKey(event.getKafkaKey())
                || !links.isEmpty() && event.getTrackLinks().stream().anyMatch(links::containsKey)
                || !authors.isEmpty()
                        && event.getTrackAuthors().stream()
                                .anyMatch(author -> any(authors, author, event.getTimestamp()::isBefore))
                || any(
                        submissions,
                        event.getTrackSourceReferences(),
                        time -> time.equals(ZERO) || time.equals(submitted));
    }

    private void remember(String key, DeleteEvent delete) {
        DeleteEntity entity = delete.getEntity();
        switch (delete.getAction()) {
            case "ids" -> entity.getIds().getIds().forEach(id -> put(ids, id, key, ZERO));
            case "link" -> put(links, entity.getLink().getTrackLink(), key, ZERO);
            case "author" ->
                put(
                        authors,
                        entity.getAuthor().getTrackAuthor(),
                        key,
                        entity.getAuthor().getTimestamp());
            case "submission" ->
                put(
                        submissions,
                        entity.getSubmission().getTrackSourceReferences(),
                        key,
                        entity.getSubmission().getTimestamp());
            default -> byKey.remove(key);
        }
    }

    private static boolean any(Map<String, Map<String, Instant>> terms, String term, Predicate<Instant> meets) {
        Map<String, Instant> deletes = terms.get(term);
        return deletes != null && deletes.values().stream().anyMatch(meets);
    }

    private static void put(Map<String, Map<String, Instant>> terms, String term, String key, Instant time) {
        terms.computeIfAbsent(term, none -> new HashMap<>(2)).put(key, time);
    }

    private static void forget(Map<String, Map<String, Instant>> terms, String key) {
        terms.values().removeIf(deletes -> deletes.remove(key) != null && deletes.isEmpty());
    }
}
