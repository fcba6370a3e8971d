package dev.muster;

import dev.muster.camel.ApiInformation;
import dev.muster.links.Links;
import dev.muster.model.LinkKind;
import dev.muster.model.Node;
import dev.muster.model.NodeHealth;
import dev.muster.model.NodeType;
import dev.muster.model.Tree;
import dev.muster.nodes.NodeDefinition;
import dev.muster.nodes.NodeFrame;
import dev.muster.nodes.Register;
import dev.muster.nodes.RegisterListener;
import dev.muster.nodes.Reports;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the register in step with the tree, and the parent in step with the register, as soon as something changes: nobody waits for the
 * next ping to learn of a node behind a node. Thread-safe.
 */
final class SubtreeNews implements RegisterListener {
    private static final long SOON_MILLIS = 20;
    private static final long PAUSE_MILLIS = 500;

    private final Tree tree;
    private final Register register;
    private final Reports reports;
    private final Vertx vertx;
    private final ApiInformation information;
    private final Consumer<NodeFrame> parent;
    private final AtomicBoolean due = new AtomicBoolean();
    private volatile long told = System.nanoTime() - PAUSE_MILLIS * 1_000_000;

    SubtreeNews(
            Tree tree,
            Register register,
            Reports reports,
            Vertx vertx,
            ApiInformation information,
            Consumer<NodeFrame> parent) {
        this.tree = tree;
        this.register = register;
        this.reports = reports;
        this.vertx = vertx;
        this.information = information;
        this.parent = parent;
    }

    /** Follows what changes from now on; a parent that was not there a moment ago is told everything. */
    void follow(Links links) {
        links.onParent(this::tellParent);
        register.onChange(this);
        tree.onChange(this::changed);
    }

    /** A child on one of our own links is a node that dials in, and is pinged soon. */
    void changed(@Nullable Node before, @Nullable Node after) {
        if (before != null
                && after == null
                && before.link() != LinkKind.SSH
                && tree.self().equals(before.parent())) {
            reports.left(before.id());
        }
        String id = after == null ? before.id() : after.id();
        boolean child = after != null && tree.self().equals(after.parent());
        if (after == null || child || !after.state().reachable()) {
            register.vanished(id);
        } else {
            tree.nextHop(id).ifPresent(hop -> register.appeared(hop, id, hops(hop, after)));
        }
        boolean returned = before == null || !before.state().reachable();
        if (child
                && after.link() != LinkKind.SSH
                && after.state().reachable()
                && (returned || register.find(id).isEmpty())) {
            reports.joined(id, NodeType.WSS);
            register.health(id).ifPresent(NodeHealth::hurry);
        }
    }

    @Override
    public void added(NodeDefinition node) {
        tellParent();
    }

    @Override
    public void removed(NodeDefinition node, String source) {
        tellParent();
    }

    @Override
    public void learnt() {
        tellParent();
    }

    /** Soon, so that what changes together is told together; and seldom, because everything is told each time. */
    private void tellParent() {
        if (due.compareAndSet(false, true)) {
            long since = (System.nanoTime() - told) / 1_000_000;
            vertx.setTimer(Math.max(SOON_MILLIS, PAUSE_MILLIS - since), now -> {
                due.set(false);
                told = System.nanoTime();
                parent.accept(NodeFrame.of("SUBNODES", information.pong()));
            });
        }
    }

    private int hops(String hop, Node node) {
        int hops = 1;
        Node at = node;
        while (hops < 64 && at != null && at.parent() != null && !hop.equals(at.parent())) {
            at = tree.find(at.parent()).orElse(null);
            hops++;
        }
        return hops;
    }
}
