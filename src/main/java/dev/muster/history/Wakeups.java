package dev.muster.history;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who waits for rows of a token. Called by the thread that wrote them, so whoever is woken must hand the work on. Thread-safe. */
final class Wakeups {
    private final ConcurrentHashMap<String, CopyOnWriteArrayList<Runnable>> waiting = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Consumer<Set<String>>> all = new CopyOnWriteArrayList<>();

    /** Calls it after every change to the rows of the token. */
    void add(String token, Runnable wake) {
        waiting.compute(token, (key, list) -> {
            CopyOnWriteArrayList<Runnable> those = list == null ? new CopyOnWriteArrayList<>() : list;
            those.add(wake);
            return those;
        });
    }

    /** Calls it no more. */
    void remove(String token, Runnable wake) {
        waiting.computeIfPresent(token, (key, list) -> {
            list.remove(wake);
            return list.isEmpty() ? null : list;
        });
    }

    /** Calls it after every change, with the tokens concerned. */
    void addForAll(Consumer<Set<String>> wake) {
        all.add(wake);
    }

    void wake(Set<String> tokens) {
        if (!waiting.isEmpty()) {
            for (String token : tokens) {
                waiting.getOrDefault(token, new CopyOnWriteArrayList<>()).forEach(Runnable::run);
            }
        }
        all.forEach(each -> each.accept(tokens));
    }

    /** How many tokens somebody waits for. */
    int size() {
        return waiting.size();
    }
}
