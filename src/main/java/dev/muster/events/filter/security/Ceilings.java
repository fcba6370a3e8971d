package dev.muster.events.filter.security;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides whether a consumer's ceiling covers the security of an event; what is not understood is not covered
 * (specs/event-dispatcher.md appendix B). Remembers a bounded number of decisions. Thread-safe.
 */
public final class Ceilings {
    private static final int MOST_REMEMBERED = 10_000;
    private static final int LONGEST_REMEMBERED = 512;

    private final LabelReader reader;
    private final Map<Pair, Boolean> remembered = new ConcurrentHashMap<>();

    private record Pair(String ceiling, String security) {}

    /**
     * Decides by the labels of an installation.
     *
     * @param labels JSON of the labels, blank for none: then no ceiling covers anything that has a security
     * @param releasableFrom least priority of a classification that may name releasabilities
     * @throws IllegalArgumentException if the labels are not valid, naming the setting and what is wrong
     */
    public Ceilings(String labels, OptionalLong releasableFrom) {
        this.reader = new LabelReader(SchemeReader.read(labels, releasableFrom));
    }

    /** Whether one with that ceiling may see an event of that security; without either, always. */
    public boolean allows(String ceiling, String security) {
        if (ceiling.isEmpty() || security.isEmpty()) {
            return true;
        }
        if (ceiling.length() + security.length() > LONGEST_REMEMBERED) {
            return decided(ceiling, security);
        }
        Pair pair = new Pair(ceiling, security);
        Boolean known = remembered.get(pair);
        if (known != null) {
            return known;
        }
        boolean decision = decided(ceiling, security);
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.clear();
        }
        remembered.put(pair, decision);
        return decision;
    }

    private boolean decided(String ceiling, String security) {
        Optional<Labels> highest = reader.read(ceiling);
        return highest.isPresent()
                && reader.read(security).filter(highest.get()::cover).isPresent();
    }
}
