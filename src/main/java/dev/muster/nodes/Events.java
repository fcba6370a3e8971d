package dev.muster.nodes;

import dev.muster.model.History;
import dev.muster.model.MusterException;
import dev.muster.model.NodeHealth;
import dev.muster.model.ResultCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events that concern the register, the links and the fetching of histories (specs/node-proxy.md section 1.4), given by this process
 * itself: whoever sends them is trusted. What nodes say goes through {@link Reports}. Thread-safe; may block.
 */
public final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final Set<String> HANDLED = Set.of(
            "REGISTERNODES",
            "UNREGISTERNODES",
            "PONG",
            "SUBNODES",
            "SETLOGS",
            "SYNCLOGS",
            "PROXYREADY",
            "PROXYADDNODE",
            "PROXYDELNODE",
            "PROXYADDSUBNODE",
            "PONGRESET",
            "PROXYCLOSECONNECTION",
            "PROXYSTOPREADCHANNEL");

    private final Register register;
    private final Proxy proxy;
    private final LogSync logs;
    private final History history;
    private final Consumer<NodeFrame> parents;
    private final Set<String> again = ConcurrentHashMap.newKeySet();

    /**
     * Applies events to these.
     *
     * @param parents is given what every node that watches this one is to hear; must not block for long
     */
    public Events(Register register, Proxy proxy, LogSync logs, History history, Consumer<NodeFrame> parents) {
        this.register = register;
        this.proxy = proxy;
        this.logs = logs;
        this.history = history;
        this.parents = parents;
    }

    String self() {
        return register.self();
    }

    boolean handles(String action) {
        return HANDLED.contains(action);
    }

    /** Does what an event says; one that cannot be applied becomes row 1 under its token. */
    void apply(NodeFrame frame) {
        try {
            switch (frame.action()) {
                case "REGISTERNODES" -> register(list(frame.data().get("nodes")));
                case "PROXYADDNODE" -> register(List.of(frame.data()));
                case "UNREGISTERNODES" ->
                    list(frame.data().get("nodes"))
                            .forEach(node -> register.unregister(id(node), Registration.MESSAGE));
                case "PONG" -> below(inner(frame), register::ponged);
                case "SUBNODES" -> below(inner(frame), register::told);
                case "PONGRESET" ->
                    register.health(text(inner(frame).get("id"))).ifPresent(NodeHealth::reset);
                case "SETLOGS" -> setLogs(frame);
                case "SYNCLOGS" -> syncLogs(frame);
                case "PROXYADDSUBNODE" -> addSubnodes(frame);
                case "PROXYDELNODE", "PROXYCLOSECONNECTION" ->
                    proxy.disconnect(text(frame.data().get("id")), "the connection was closed on request");
                default -> LOG.debug("{} needs nothing done here", frame.action());
            }
        } catch (IllegalArgumentException e) {
            history.write(frame.token(), ResultCode.KO, String.valueOf(e.getMessage()));
        } catch (MusterException e) {
            history.write(frame.token(), ResultCode.KO, e.failure().message());
        }
    }

    /** Starts to fetch what is new at every node that keeps a history. */
    public void fetchAllLogs() {
        register.known().stream()
                .map(Register.Known::definition)
                .filter(node -> node.type().keepsHistory())
                .forEach(node -> proxy.fetchLogs(node.id()));
    }

    private void register(List<?> nodes) {
        List<Registration> registrations = new ArrayList<>();
        for (Object node : nodes) {
            if (!(node instanceof Map<?, ?> entry)) {
                throw new IllegalArgumentException("each of 'nodes' must be an object with id and type");
            }
            registrations.add(new Registration(
                    DefinitionReader.lenient(entry), text(entry.get("identity")), Registration.MESSAGE));
        }
        register.register(registrations);
    }

    /** What a node says of those below it: asked by a ping, or at once when something changed, which is our own addition. */
    private static void below(Map<String, Object> answer, BiConsumer<String, Map<String, ?>> told) {
        String id = text(answer.get("id"));
        if (!id.isEmpty()) {
            told.accept(id, answer.get("data") instanceof Map<?, ?> map ? Values.object(map) : Map.of());
        }
    }

    private void setLogs(NodeFrame frame) {
        Map<String, Object> part = inner(frame);
        String id = text(part.get("id"));
        if (id.isEmpty()) {
            throw new IllegalArgumentException("proxy - need a id to setlogs");
        }
        boolean last = logs.store(id, part);
        register.health(id).ifPresent(NodeHealth::heard);
        if (!list(part.get("result")).isEmpty()) {
            parents.accept(NodeFrame.of("SYNCLOGS", Map.of("code", 0, "data", Map.of("id", self()))));
        }
        if (last && again.remove(id)) {
            proxy.fetchLogs(id);
        }
    }

    /** A node has news: they are fetched at once, or once more when a fetch that may have missed them is running. */
    private void syncLogs(NodeFrame frame) {
        String id = text(inner(frame).get("id"));
        if (id.isEmpty()) {
            throw new IllegalArgumentException("please set id for synclog");
        }
        if (register.find(id).isEmpty()) {
            fetchAllLogs();
            return;
        }
        var unused = proxy.send(new NodeFrame("GETLOG", "", id, Map.of())).whenComplete((sent, problem) -> {
            if (problem != null && "proxy - getlog already in progress".equals(problem.getMessage())) {
                again.add(id);
            }
        });
    }

    private void addSubnodes(NodeFrame frame) {
        String parent = text(frame.data().get("id"));
        if (register.addSubnodes(parent, DefinitionReader.subnodes(frame.data().get("nodes"), false))) {
            history.write(frame.token(), ResultCode.OK, "subnodes of node '" + parent + "' added");
        } else {
            history.write(frame.token(), ResultCode.KO, "unknown node");
        }
    }

    private static Map<String, Object> inner(NodeFrame frame) {
        return frame.data().get("data") instanceof Map<?, ?> map ? Values.object(map) : Map.of();
    }

    private static String id(Object node) {
        return node instanceof Map<?, ?> map ? text(map.get("id")) : "";
    }

    private static String text(@Nullable Object value) {
        return Values.text(value);
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
