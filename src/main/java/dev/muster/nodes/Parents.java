package dev.muster.nodes;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The daemons that watch this one: those that pinged it lately. They are told when there is news to fetch. Thread-safe. */
public final class Parents {
    private static final Duration SILENCE = Duration.ofSeconds(1800);

    private final Clock clock;
    private final Map<String, Long> heard = new ConcurrentHashMap<>();

    /** Nobody yet. */
    public Parents(Clock clock) {
        this.clock = clock;
    }

    /** That one pinged this node. */
    public void pinged(String parent) {
        heard.put(parent, clock.millis());
    }

    /** Those heard within half an hour, ordered; the others are forgotten. */
    public Set<String> watching() {
        heard.values().removeIf(when -> clock.millis() - when > SILENCE.toMillis());
        return new TreeSet<>(heard.keySet());
    }
}
