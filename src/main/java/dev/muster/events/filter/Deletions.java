package dev.muster.events.filter;

import dev.muster.events.v6.BinaryEvent;

/** The delete events that are in force; implemented by what follows the delete topic. Thread-safe. */
@FunctionalInterface
public interface Deletions {
    /**
     * Whether a delete event covers this one, which a reader met in its topic; the implementation then also removes it there (tombstone,
     * specs/event-dispatcher.md section 3.6). Answers without waiting.
     */
    boolean covers(BinaryEvent event);
}
