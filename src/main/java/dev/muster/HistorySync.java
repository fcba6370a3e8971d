package dev.muster;

import dev.muster.history.Neighbours;
import dev.muster.history.Synchronisation;
import dev.muster.model.MusterException;
import dev.muster.model.Tree;
import dev.muster.nodes.LogSync;
import dev.muster.nodes.Register;
import dev.muster.watch.Fetches;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the proxy and the watch fetch histories; neither knows the other, nor where rows are kept. Thread-safe. */
final class HistorySync implements LogSync, Fetches, Neighbours {
    private static final Logger LOG = LoggerFactory.getLogger(HistorySync.class);

    private final Synchronisation synchronisation;
    private final Tree tree;
    private final Register register;
    private volatile Consumer<String> asker = node -> {};

    HistorySync(HistoryParts history, Tree tree, Register register) {
        this.tree = tree;
        this.register = register;
        this.synchronisation = history.synchronisation(this);
    }

    /** From now on, nodes that have more to say are asked by that. */
    void askThrough(Consumer<String> fetch) {
        asker = fetch;
    }

    @Override
    public Begin begin(String node) {
        try {
            if (synchronisation.running(node)) {
                return new Busy();
            }
            Optional<Map<String, Object>> filters = synchronisation.ask(node, "");
            return filters.<Begin>map(Ask::new).orElseGet(Busy::new);
        } catch (MusterException e) {
            LOG.error("The rows of node {} cannot be asked for, because its cursor cannot be read", node, e);
            return new Unreadable();
        }
    }

    @Override
    public void giveUp(String node) {
        synchronisation.failed(node);
    }

    @Override
    public boolean store(String node, Map<String, Object> data) {
        synchronisation.receive("", Map.of("data", data));
        return !synchronisation.running(node);
    }

    @Override
    public void forget(String node) {
        synchronisation.forget(node);
    }

    @Override
    public void expire() {
        synchronisation.expire();
    }

    @Override
    public boolean speaksFor(String child, String origin) {
        return child.equals(tree.nextHop(origin).orElse("")) || register.behind(child, origin);
    }

    @Override
    public void stored(String child, int rows) {
        // whoever handed the rows over tells those above
    }

    @Override
    public void ask(String child) {
        asker.accept(child);
    }
}
