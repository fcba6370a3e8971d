package dev.muster.operations;

import dev.muster.model.Arguments;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Node;
import dev.muster.model.Role;
import dev.muster.model.Tree;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a node says about itself, and its restart (specs/distributed-api.md section 13.2, {@code node.*}). Thread-safe. */
public final class Machine {
    private final Tree tree;
    private final String cluster;
    private final MachineFacts facts;
    private final Vitals vitals;
    private final Runnable restart;
    private final Executor later;
    private final AtomicBoolean restarting = new AtomicBoolean();

    /**
     * Wires the machine.
     *
     * @param tree knows this node
     * @param cluster name of the cluster, shown by {@link #self}
     * @param facts sampled facts of the operating system
     * @param vitals what the program knows about itself
     * @param restart restarts this process; runs on a thread of its own once the answer has had {@code restartDelay} to leave
     * @param restartDelay how long the answer has to leave
     */
    public Machine(
            Tree tree, String cluster, MachineFacts facts, Vitals vitals, Runnable restart, Duration restartDelay) {
        this.tree = tree;
        this.cluster = cluster;
        this.facts = facts;
        this.vitals = vitals;
        this.restart = restart;
        this.later = CompletableFuture.delayedExecutor(
                restartDelay.toMillis(), TimeUnit.MILLISECONDS, task -> new Thread(task, "restart-" + tree.self())
                        .start());
    }

    /** Name, type, version, uptime in seconds, operating system, processors, memory, disks and JVM. Costs a copy of a small map. */
    public Map<String, Object> describe(Arguments arguments) {
        Node self = tree.selfNode();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", self.id());
        answer.put("type", self.role().apiType());
        answer.put("version", self.version());
        answer.putAll(facts.current());
        return answer;
    }

    /** Which node this is: {@code node}, {@code cluster} and {@code type} (section 9.4, {@code GET /cluster/local/info}). */
    public Map<String, Object> self(Arguments arguments) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("node", tree.self());
        answer.put("cluster", cluster);
        answer.put("type", tree.selfNode().role().apiType());
        return answer;
    }

    /** The state of each service of this node. */
    public Map<String, Object> services(Arguments arguments) {
        return new TreeMap<>(vitals.services());
    }

    /** The effective settings of this node, secrets masked. */
    public Map<String, Object> settings(Arguments arguments) {
        Map<String, Object> answer = new TreeMap<>();
        vitals.settings().forEach((key, value) -> answer.put(key, Masking.mask(key, value)));
        return answer;
    }

    /** Answers at once and restarts this process shortly after; asking twice restarts once. */
    public Map<String, Object> restart(Arguments arguments) {
        if (restarting.compareAndSet(false, true)) {
            later.execute(this::restartNow);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", tree.self());
        answer.put("restarting", true);
        return answer;
    }

    /** The same for an agent; any other node refuses with 1703, so that a call meant for agents never stops a hub or a relay. */
    public Map<String, Object> restartAgent(Arguments arguments) {
        if (tree.selfNode().role() != Role.LEAF) {
            throw new MusterException(ErrorCode.AGENT_IS_HUB, "'" + tree.self() + "' is no agent", Set.of(tree.self()));
        }
        return restart(arguments);
    }

    private void restartNow() {
        try {
            restart.run();
        } finally {
            restarting.set(false);
        }
    }
}
