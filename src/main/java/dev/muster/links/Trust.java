package dev.muster.links;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** What this process knows about its hub; learnt from the parent when it joins, and handed on to children. Thread-safe. */
public final class Trust {
    /**
     * The hub.
     *
     * @param hub its id; empty while unknown
     * @param publicKey its public key, an opaque text; empty while unknown
     */
    public record Anchor(String hub, String publicKey) {
        /** Nothing known yet. */
        public static final Anchor NONE = new Anchor("", "");
    }

    private final List<Consumer<Anchor>> listeners = new CopyOnWriteArrayList<>();
    private volatile Anchor anchor;

    /** On the hub itself: its own; elsewhere what was kept from the last run, or {@link Anchor#NONE}. */
    public Trust(Anchor anchor) {
        this.anchor = anchor;
    }

    /** What is known now. */
    public Anchor anchor() {
        return anchor;
    }

    /** Takes over what the parent said, and tells the listeners when it is news. */
    public void learn(Anchor news) {
        if (!news.equals(anchor)) {
            anchor = news;
            listeners.forEach(listener -> listener.accept(news));
        }
    }

    /** Registers a listener; it must not block. */
    public void onChange(Consumer<Anchor> listener) {
        listeners.add(listener);
    }
}
