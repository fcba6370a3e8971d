package dev.muster.operations;

import dev.muster.model.Arguments;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Items;
import dev.muster.model.Messages;
import dev.muster.model.Node;
import dev.muster.model.Role;
import dev.muster.model.Sort;
import dev.muster.model.Task;
import dev.muster.model.Tree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The leaf nodes: listing them on the hub, restarting them on the node they report to. Thread-safe. */
public final class Agents {
    /** The id that agent APIs give to the hub itself. */
    private static final String HUB_AS_AGENT = "000";

    private static final Sort BY_ID = Sort.by("id");

    private final Tree tree;
    private final AgentLink link;

    /** Finds agents in the tree and reaches them over the link. */
    public Agents(Tree tree, AgentLink link) {
        this.tree = tree;
        this.link = link;
    }

    /** Agents as items; filters {@code agent_list} (unknown: 1701), {@code status}, {@code group}, {@code node}. */
    public Items list(Arguments arguments) {
        Predicate<Node> wanted = filter(arguments);
        List<Failure> failed = new ArrayList<>();
        List<Node> agents = new ArrayList<>();
        if (arguments.get("agent_list") == null) {
            tree.all().stream().filter(Agents::agent).forEach(agents::add);
        } else {
            for (String id : new LinkedHashSet<>(arguments.texts("agent_list"))) {
                tree.find(id).filter(Agents::agent).ifPresentOrElse(agents::add, () -> failed.add(unknown(id)));
            }
        }
        List<Map<String, Object>> items = agents.stream()
                .filter(wanted)
                .sorted(Comparator.comparing(Node::id))
                .map(AgentRecord::of)
                .toList();
        return Items.of(items, BY_ID, Messages.of("agent.list")).withFailed(failed);
    }

    /**
     * Restarts the agents in {@code agent_list}, all at once; without a list, those that report to this node. An agent that cannot be
     * restarted fails alone: 1701 unknown, 1703 the hub, 1707 not active, 3021 no answer shortly before the deadline of the task
     * (specs/distributed-api.md section 2.2).
     *
     * @param task carries the caller and the deadline
     */
    public Items restart(Arguments arguments, Task task) {
        List<Failure> failed = new ArrayList<>();
        List<String> active = new ArrayList<>();
        for (String id : new LinkedHashSet<>(meant(arguments))) {
            refusal(id).ifPresentOrElse(code -> failed.add(Failure.of(code).withIds(Set.of(id))), () -> active.add(id));
        }
        AgentRestarts restarts = new AgentRestarts(link, task);
        List<String> restarted = restarts.run(active, failed);
        return Items.of(restarted.stream().sorted().toList(), Sort.TEXT, Messages.of("agent.restart"))
                .withFailed(failed);
    }

    private List<String> meant(Arguments arguments) {
        if (arguments.get("agent_list") != null) {
            return arguments.texts("agent_list");
        }
        return tree.all().stream()
                .filter(Agents::agent)
                .filter(node -> tree.self().equals(node.parent()) || (tree.root() && node.parent() == null))
                .map(Node::id)
                .toList();
    }

    private Optional<ErrorCode> refusal(String id) {
        Node node = tree.find(id).orElse(null);
        if ((node == null && id.equals(HUB_AS_AGENT)) || (node != null && node.role() == Role.HUB)) {
            return Optional.of(ErrorCode.AGENT_IS_HUB);
        }
        if (node == null || !agent(node)) {
            return Optional.of(ErrorCode.AGENT_NOT_FOUND);
        }
        return node.state().reachable() ? Optional.empty() : Optional.of(ErrorCode.AGENT_NOT_ACTIVE);
    }

    private static Predicate<Node> filter(Arguments arguments) {
        String status = arguments.text("status", "");
        String group = arguments.text("group", "");
        String node = arguments.text("node", "");
        return candidate -> (status.isEmpty() || status.equals(AgentRecord.status(candidate)))
                && (group.isEmpty() || candidate.groups().contains(group))
                && (node.isEmpty() || node.equals(AgentRecord.parent(candidate)));
    }

    private static boolean agent(Node node) {
        return node.role() == Role.LEAF;
    }

    private static Failure unknown(String id) {
        return Failure.of(ErrorCode.AGENT_NOT_FOUND).withIds(Set.of(id));
    }
}
