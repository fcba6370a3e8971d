package dev.muster.history;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** The nodes around one, as it hears of them, and the clock of its time limits. */
final class Neighbourhood implements Neighbours {
    final AtomicLong nanos = new AtomicLong();
    final List<String> told = new ArrayList<>();
    final List<String> asked = new ArrayList<>();
    final Set<String> below = new HashSet<>();

    /** Brings rows home into that store. */
    Synchronisation sync(HistoryStore store) {
        return new Synchronisation(store, HistorySettings.DEFAULT, this, nanos::get);
    }

    @Override
    public boolean speaksFor(String child, String origin) {
        return below.contains(origin);
    }

    @Override
    public void stored(String child, int rows) {
        told.add(child);
    }

    @Override
    public void ask(String child) {
        asked.add(child);
    }
}
