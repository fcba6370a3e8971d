package dev.muster.streams;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The two halves of the capability, once the store behind them answers. Thread-safe. */
public final class StreamService {
    private record Halves(Streams streams, Uploads uploads) {}

    private volatile @Nullable Halves open;
    private volatile String trouble = "the store is starting";

    /** From now on requests are served. */
    public void open(Streams streams, Uploads uploads) {
        open = new Halves(streams, uploads);
        trouble = "";
    }

    /** Says why requests are not served yet, or why something else is wrong. */
    public void trouble(String text) {
        trouble = text;
    }

    /** What is wrong, if anything. */
    public Optional<String> trouble() {
        return Optional.of(trouble).filter(text -> !text.isEmpty());
    }

    /** What is there; fails with status 503 while the store does not answer. */
    public Streams streams() {
        return halves().streams;
    }

    /** Takes in; fails with status 503 while the store does not answer. */
    public Uploads uploads() {
        return halves().uploads;
    }

    private Halves halves() {
        Halves now = open;
        if (now == null) {
            throw StreamProblem.later(trouble);
        }
        return now;
    }
}
