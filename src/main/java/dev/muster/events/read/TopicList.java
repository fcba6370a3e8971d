package dev.muster.events.read;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topics that exist, looked up for all readers at once. Thread-safe. */
final class TopicList {
    private static final Logger LOG = LoggerFactory.getLogger(TopicList.class);

    private final Starts starts;
    private final List<Consumer<Set<String>>> listeners = new CopyOnWriteArrayList<>();
    private volatile Set<String> known = Set.of();

    TopicList(Starts starts) {
        this.starts = starts;
    }

    /** Tells when the topics have changed. */
    void onChange(Consumer<Set<String>> listener) {
        listeners.add(listener);
    }

    /** As they are now. */
    CompletionStage<Set<String>> now() {
        return starts.topics().thenApply(names -> {
            if (!names.equals(known)) {
                known = Set.copyOf(names);
                listeners.forEach(listener -> listener.accept(known));
            }
            return known;
        });
    }

    /** As they were when somebody looked last. */
    Set<String> known() {
        return known;
    }

    /** Looks whether they have changed. */
    void look() {
        now().whenComplete((names, failure) -> {
            if (failure != null) {
                LOG.debug("The topics cannot be listed now", failure);
            }
        });
    }
}
