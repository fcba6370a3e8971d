package dev.muster.nodes;

import dev.muster.Rows;
import dev.muster.TestClock;
import dev.muster.model.NodeHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Everything of the central but its links and its own actions, which are kept in memory. */
final class Central implements AutoCloseable {
    final TestClock clock = new TestClock();
    final Rows rows = new Rows();
    final Counters counters = new Counters();
    final List<NodeFrame> toParents = new CopyOnWriteArrayList<>();
    final List<NodeFrame> here = new CopyOnWriteArrayList<>();
    final Logs logs = new Logs();
    final Wires wires = new Wires();
    final TextSockets sockets = new TextSockets();
    final Register register = new Register(
            "1",
            type -> new NodeHealth(
                    type,
                    new NodeHealth.Periods(Duration.ofSeconds(60), Duration.ofSeconds(300)),
                    clock,
                    new Random(1)));
    final Lanes lanes = new Lanes(new LaneSettings(2, 5, Duration.ofSeconds(300)), clock);
    final Proxy proxy = new Proxy(register, lanes, List.of(sockets, wires), rows, logs, Ledger.NONE);
    final Events events = new Events(register, proxy, logs, rows, toParents::add);
    final Reports reports = new Reports(events, register, counters, rows);
    final Core core = new Core(rows, counters, events, new Here(), proxy);

    void register(NodeDefinition... definitions) {
        register.register(java.util.Arrays.stream(definitions)
                .map(definition -> new Registration(definition, "", "file"))
                .toList());
    }

    String send(String action, String target) {
        return core.accept(new NodeFrame(action, "", target, Map.of()), Origin.INTERNAL);
    }

    @Override
    public void close() {
        core.close();
    }

    private final class Here implements LocalActions {
        @Override
        public boolean knows(String action) {
            return Set.of("COMMAND", "PING", "GETLOG").contains(action);
        }

        @Override
        public void execute(NodeFrame frame) {
            here.add(frame);
        }
    }

    /** The state of fetches, without a database. */
    static final class Logs implements LogSync {
        final Set<String> asked = ConcurrentHashMap.newKeySet();
        final List<Map<String, Object>> stored = new CopyOnWriteArrayList<>();
        final List<String> forgotten = new CopyOnWriteArrayList<>();
        private final Map<String, Integer> parts = new HashMap<>();
        volatile boolean broken;

        @Override
        public Begin begin(String node) {
            if (broken) {
                return new Unreadable();
            }
            return asked.add(node) ? new Ask(Map.of("ctime", 1744038787.85)) : new Busy();
        }

        @Override
        public void giveUp(String node) {
            asked.remove(node);
        }

        @Override
        public synchronized boolean store(String node, Map<String, Object> data) {
            stored.add(data);
            int total = data.get("nb_total_msg") instanceof Number number ? number.intValue() : 1;
            if (parts.merge(node, 1, Integer::sum) < total) {
                return false;
            }
            parts.remove(node);
            asked.remove(node);
            return true;
        }

        @Override
        public void forget(String node) {
            forgotten.add(node);
        }
    }

    /** Links to nodes that are dialled: what was sent is kept; a node may be made to be absent, to hang or to break. */
    static final class Wires implements Carrier {
        final List<String> sent = new CopyOnWriteArrayList<>();
        final List<String> closed = new CopyOnWriteArrayList<>();
        final Set<String> absent = ConcurrentHashMap.newKeySet();
        final Map<String, CompletableFuture<Void>> hanging = new ConcurrentHashMap<>();
        final Map<String, RuntimeException> broken = new ConcurrentHashMap<>();

        @Override
        public boolean serves(NodeDefinition node) {
            return !absent.contains(node.id());
        }

        @Override
        public CompletionStage<?> deliver(NodeDefinition node, NodeFrame frame) {
            if (broken.containsKey(node.id())) {
                throw broken.get(node.id());
            }
            sent.add(node.id() + " <- [" + frame.action() + "] [" + frame.target() + "]");
            return hanging.getOrDefault(node.id(), CompletableFuture.completedFuture(null));
        }

        @Override
        public void close(String node, String reason) {
            closed.add(node);
        }

        List<String> sentTo(String node) {
            return new ArrayList<>(sent)
                    .stream().filter(each -> each.startsWith(node + " ")).toList();
        }
    }
}
