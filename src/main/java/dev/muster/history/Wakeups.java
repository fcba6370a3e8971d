package dev.muster.history;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Who waits for rows of a token. Whoever is woken looks for itself, so that waking too many is no mistake; it is called by the thread that
 * wrote the rows, or heard of them, and must hand the work on. Thread-safe.
 */
final class Wakeups {
    private final ConcurrentHashMap<Long, CopyOnWriteArrayList<Runnable>> waiting = new ConcurrentHashMap<>();

    /** Calls it after every change to the rows of the token. */
    void add(String token, Runnable wake) {
        waiting.compute(Tokens.hash(token), (key, list) -> {
            CopyOnWriteArrayList<Runnable> those = list == null ? new CopyOnWriteArrayList<>() : list;
            those.add(wake);
            return those;
        });
    }

    /** Calls it no more. */
    void remove(String token, Runnable wake) {
        waiting.computeIfPresent(Tokens.hash(token), (key, list) -> {
            list.remove(wake);
            return list.isEmpty() ? null : list;
        });
    }

    /** Rows of these tokens were stored here. */
    void wake(Set<String> tokens) {
        if (!waiting.isEmpty()) {
            tokens.forEach(token -> wake(Tokens.hash(token)));
        }
    }

    /** Rows of tokens with that hash were stored. */
    void wake(long hash) {
        waiting.getOrDefault(hash, new CopyOnWriteArrayList<>()).forEach(Runnable::run);
    }

    /** Rows of any token may have been stored. */
    void wakeAll() {
        List.copyOf(waiting.values()).forEach(list -> list.forEach(Runnable::run));
    }

    /** How many tokens somebody waits for. */
    int size() {
        return waiting.size();
    }
}
