package dev.muster;

import dev.muster.copy.CopyPeer;
import dev.muster.copy.Outcome;
import dev.muster.copy.Receiver;
import dev.muster.copy.Sender;
import dev.muster.links.Links;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Tree;
import dev.muster.nodes.NodeFrame;
import dev.muster.nodes.Proxy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Remote copies on their way: from here to a node, through here to a node below, and to here. Our own nodes answer each chunk, over however
 * many hops; an original node gets its chunks in order and answers nothing. Thread-safe.
 */
final class Copies implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PROCESS = "PROCESSCOPY";
    private static final byte[] INSIDE = new byte[0];

    private final Vertx vertx;
    private final Tree tree;
    private final Links links;
    private final Proxy proxy;
    private final Sender sender;
    private final Receiver receiver;
    private final SshParts ssh;

    Copies(Vertx vertx, Tree tree, Links links, Proxy proxy, Sender sender, Receiver receiver, SshParts ssh) {
        this.vertx = vertx;
        this.tree = tree;
        this.links = links;
        this.proxy = proxy;
        this.sender = sender;
        this.receiver = receiver;
        this.ssh = ssh;
    }

    /** Takes a chunk, or passes it on to the node that it is for. */
    CompletionStage<@Nullable Object> take(NodeFrame frame) {
        if (frame.target().isEmpty() || frame.target().equals(tree.self())) {
            return take(receiver, frame);
        }
        if (ssh.serves(frame.target())) {
            return take(ssh.passed().of(frame.target()), frame);
        }
        return hop(frame.target()).thenCompose(hop -> links.ask(hop, LinkCarrier.SERVICE, message(hop, frame), LIMIT));
    }

    private CompletionStage<@Nullable Object> take(Receiver into, NodeFrame frame) {
        return vertx.executeBlocking(() -> into.receive(frame.token(), frame.data(), INSIDE), true)
                .compose(stage -> Future.<Object>fromCompletionStage(stage.thenApply(answer -> answer)))
                .toCompletionStage();
    }

    /** Copies from here to a node; every outcome is a row under the token. */
    CompletableFuture<Outcome> send(NodeFrame frame) {
        return sender.copy(
                frame.token(), frame.target(), frame.data(), peer(frame.target()), (token, node, done, total) -> {});
    }

    /** Goes on with copies that the last run of this program left unfinished. */
    void recover() {
        receiver.recover();
        sender.recover(this::peer);
    }

    /** Removes what copies left behind that nobody went on with, here and on nodes that are back; called by a timer. */
    public void sweep() {
        receiver.sweep();
        sender.sweep(this::peer);
        ssh.passed().sweep();
    }

    @Override
    public void close() {
        sender.close();
    }

    private CopyPeer peer(String node) {
        return new CopyPeer() {
            @Override
            public Dialect dialect() {
                return tree.nextHop(node).isPresent() ? Dialect.MUSTER : Dialect.ORIGINAL;
            }

            @Override
            public CompletionStage<Map<String, Object>> process(String token, Map<String, Object> data, byte[] chunk) {
                NodeFrame frame = new NodeFrame(PROCESS, token, node, CopyPeer.inline(data, chunk));
                return dialect() == Dialect.MUSTER
                        ? hop(node)
                                .thenCompose(hop -> links.ask(hop, LinkCarrier.SERVICE, message(hop, frame), LIMIT))
                                .thenApply(Copies::answer)
                        : proxy.send(frame).thenApply(sent -> Map.of());
            }
        };
    }

    private CompletionStage<String> hop(String node) {
        Optional<String> hop = tree.nextHop(node);
        return hop.<CompletionStage<String>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> CompletableFuture.failedFuture(
                        new MusterException(ErrorCode.NODE_NOT_CONNECTED, "'" + node + "'")));
    }

    private static Map<String, Object> message(String hop, NodeFrame frame) {
        return LinkCarrier.message(hop.equals(frame.target()) ? frame.withTarget("") : frame);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> answer(@Nullable Object answer) {
        return answer instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
