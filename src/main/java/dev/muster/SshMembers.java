package dev.muster;

import dev.muster.camel.GuardedLink;
import dev.muster.links.Link;
import dev.muster.links.Links;
import dev.muster.links.ssh.LineRules;
import dev.muster.links.ssh.SshAccess;
import dev.muster.links.ssh.SshLink;
import dev.muster.links.ssh.SshNodes;
import dev.muster.links.ssh.SshTarget;
import dev.muster.model.History;
import dev.muster.model.LinkKind;
import dev.muster.model.MusterException;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.model.NodeType;
import dev.muster.model.ResultCode;
import dev.muster.model.Role;
import dev.muster.model.Tree;
import dev.muster.nodes.NodeDefinition;
import dev.muster.nodes.RegisterListener;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Makes nodes that are reached by SSH members of the tree, so that operations reach them as they reach any other node. Thread-safe. */
final class SshMembers implements RegisterListener {
    private final Tree tree;
    private final Links links;
    private final Supplier<SshNodes> nodes;
    private final SshAccess access;
    private final LineRules rules;
    private final UnaryOperator<Link> guard;
    private final History history;

    /**
     * Keeps the tree in step with the register.
     *
     * @param guard checks what comes over a link before it is done, see {@link GuardedLink}
     * @param history told of a node whose definition is wrong
     */
    SshMembers(
            Tree tree,
            Links links,
            Supplier<SshNodes> nodes,
            SshAccess access,
            LineRules rules,
            UnaryOperator<Link> guard,
            History history) {
        this.tree = tree;
        this.links = links;
        this.nodes = nodes;
        this.access = access;
        this.rules = rules;
        this.guard = guard;
        this.history = history;
    }

    @Override
    public void added(NodeDefinition node) {
        if (node.type() != NodeType.PUSH_SSH) {
            return;
        }
        try {
            nodes.get().define(SshTarget.of(node.id(), node.options()));
        } catch (MusterException e) {
            tree.put(member(node, NodeState.DISCONNECTED));
            history.write(
                    "", ResultCode.KO, e.failure().message() + "; operations do not reach node '" + node.id() + "'");
            return;
        }
        tree.put(member(node, NodeState.CONNECTED));
        links.serve(node.id(), guard.apply(new SshLink(node.id(), nodes.get(), access, rules)));
    }

    private Node member(NodeDefinition node, NodeState state) {
        return new Node(
                node.id(),
                tree.self(),
                Role.LEAF,
                LinkKind.SSH,
                node.option("address"),
                Map.of(),
                tree.find(node.id()).map(Node::groups).orElse(Set.of()),
                "",
                state,
                null);
    }

    @Override
    public void changed(NodeDefinition before, NodeDefinition after) {
        removed(before, "");
        added(after);
    }

    @Override
    public void removed(NodeDefinition node, String source) {
        if (node.type() == NodeType.PUSH_SSH) {
            links.withdraw(node.id());
            tree.remove(node.id());
            nodes.get().remove(node.id());
        }
    }

    /** Whether a node answered its last ping. */
    void answers(String node, boolean alive) {
        tree.update(
                node,
                known -> known.link() == LinkKind.SSH
                        ? known.withState(
                                alive ? NodeState.CONNECTED : NodeState.DISCONNECTED, alive ? Instant.now() : null)
                        : known);
    }
}
