package dev.muster.links;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The links of this process: one per connected child, and one to the parent. Thread-safe. */
public final class Links {
    private final Map<String, ChildLink> children = new ConcurrentHashMap<>();
    private final List<Runnable> onParent = new CopyOnWriteArrayList<>();
    private volatile @Nullable ParentLink parent;

    /** The link to a child; one that answers 3022 at once when it is not connected. */
    public Link to(String child) {
        ChildLink known = children.get(child);
        return known == null ? new AbsentLink(child, ErrorCode.NODE_NOT_CONNECTED) : known.link();
    }

    /** The link to the parent; one that answers 3023 at once when it is down or there is none. */
    public Link parent() {
        ParentLink known = parent;
        return known == null ? new AbsentLink("", ErrorCode.NO_PARENT) : known.link();
    }

    /**
     * Sends a message to a named service of the parent (send-sync).
     *
     * @return the answer; fails with 3023 without a parent, 1014 for an unknown service, 3020 when the connection breaks, 3021 when late
     */
    public CompletionStage<@Nullable Object> ask(String service, @Nullable Object message, Duration limit) {
        ParentLink known = parent;
        if (known == null) {
            return CompletableFuture.failedFuture(new MusterException(ErrorCode.NO_PARENT, ""));
        }
        return known.ask(service, message, limit);
    }

    /**
     * Sends a message to a named service of a child. Messages to one child arrive in order as long as each is shorter than 256 KiB.
     *
     * @return the answer; fails with 3022 when the child is not connected, otherwise as {@link #ask(String, Object, Duration)}
     */
    public CompletionStage<@Nullable Object> ask(
            String child, String service, @Nullable Object message, Duration limit) {
        ChildLink known = children.get(child);
        if (known == null) {
            return CompletableFuture.failedFuture(new MusterException(ErrorCode.NODE_NOT_CONNECTED, child));
        }
        return known.ask(service, message, limit);
    }

    /** True while the parent is connected. */
    public boolean hasParent() {
        return parent != null;
    }

    /** Registers who is told when a parent has been reached. It must neither block nor fail. */
    public void onParent(Runnable listener) {
        onParent.add(listener);
    }

    /** Ids of the connected children, ordered. */
    public List<String> connected() {
        return children.keySet().stream().sorted().toList();
    }

    /** Time since a connected child was last heard; empty when it is not connected. */
    public Optional<Duration> silence(String child) {
        return Optional.ofNullable(children.get(child)).map(ChildLink::silence);
    }

    /** Calls that wait for replies, over all links. */
    public int pending() {
        ParentLink known = parent;
        return children.values().stream()
                        .mapToInt(child -> child.link().pending())
                        .sum()
                + (known == null ? 0 : known.link().pending());
    }

    /** Work that came over links and has not ended. */
    public int inbound() {
        ParentLink known = parent;
        return children.values().stream().mapToInt(ChildLink::inbound).sum() + (known == null ? 0 : known.inbound());
    }

    /** Bytes that wait to be sent, over all links. */
    public long queued() {
        ParentLink known = parent;
        return children.values().stream().mapToLong(ChildLink::queued).sum() + (known == null ? 0 : known.queued());
    }

    /** Gives up the calls with this correlation id on the links to the children, and with them all work below. */
    public void cancel(String token) {
        children.values().forEach(child -> child.link().cancel(token));
    }

    /** From now on calls to a child that runs nothing of ours go to that link. */
    public void serve(String child, Link link) {
        add(child, new ServedLink(link));
    }

    /** Calls to a served child are answered 3022 from now on. */
    public void withdraw(String child) {
        children.computeIfPresent(child, (id, known) -> known instanceof ServedLink ? null : known);
    }

    /** Ends a child's connection, for example after it was removed; it may try to come back. */
    public void disconnect(String child, String reason) {
        ChildLink known = children.get(child);
        if (known != null) {
            known.end(reason);
        }
    }

    /** Ends all connections to children, when this process stops. */
    public void close() {
        children.values().forEach(child -> child.end("this process stops"));
    }

    /** A new connection of a child: the newest wins. */
    void add(String child, ChildLink link) {
        ChildLink before = children.put(child, link);
        if (before != null && before != link) {
            before.end("replaced by a newer connection of the same node");
        }
    }

    /** Forgets a connection; false when a newer one has taken its place. */
    boolean remove(String child, ChildLink link) {
        return children.remove(child, link);
    }

    boolean isCurrent(String child, ChildLink link) {
        return children.get(child) == link;
    }

    Optional<ChildLink> child(String id) {
        return Optional.ofNullable(children.get(id));
    }

    List<ChildLink> all() {
        return List.copyOf(children.values());
    }

    void parent(@Nullable ParentLink session) {
        parent = session;
        if (session != null) {
            onParent.forEach(Runnable::run);
        }
    }

    /** The connection to the parent, when it is one that carries more than calls and messages. */
    Optional<ParentSession> parentSession() {
        return parent instanceof ParentSession session ? Optional.of(session) : Optional.empty();
    }
}
