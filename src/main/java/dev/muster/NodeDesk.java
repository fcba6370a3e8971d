package dev.muster;

import dev.muster.camel.ApiInformation;
import dev.muster.camel.NodeMessages;
import dev.muster.copy.FanOut;
import dev.muster.copy.Outcome;
import dev.muster.history.Lookup;
import dev.muster.model.History;
import dev.muster.model.NodeHealth;
import dev.muster.model.NodeType;
import dev.muster.nodes.Core;
import dev.muster.nodes.Counters;
import dev.muster.nodes.NodeFrame;
import dev.muster.nodes.Origin;
import dev.muster.nodes.Proxy;
import dev.muster.nodes.Register;
import dev.muster.nodes.Tokens;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Where requests of the REST surface become messages. Thread-safe. */
final class NodeDesk implements NodeMessages {
    private static final Duration LONGEST = Duration.ofHours(6);

    private final Core core;
    private final Proxy proxy;
    private final Register register;
    private final ApiInformation information;
    private final Counters counters;
    private final Copies copies;
    private final FanOut fanOut;
    private final Lookup lookup;

    NodeDesk(
            Core core,
            Proxy proxy,
            Register register,
            ApiInformation information,
            Counters counters,
            Copies copies,
            History history,
            Lookup lookup) {
        this.core = core;
        this.proxy = proxy;
        this.register = register;
        this.information = information;
        this.counters = counters;
        this.copies = copies;
        this.lookup = lookup;
        this.fanOut = new FanOut(history, Tokens::random, this::copy);
    }

    @Override
    public String self() {
        return register.self();
    }

    @Override
    public String submit(NodeFrame frame) {
        if (!frame.action().equals("REMOTECOPY")) {
            return core.accept(frame, Origin.INTERNAL);
        }
        NodeFrame copy = frame.token().isEmpty() ? frame.withToken(Tokens.random()) : frame;
        if (!ships(copy.target())) {
            return core.accept(copy, Origin.INTERNAL); // it says why not, or an SSH session does it
        }
        var unused = copies.send(copy);
        return copy.token();
    }

    @Override
    public void fetch(String node) {
        var unused = proxy.send(new NodeFrame("GETLOG", "", node, Map.of())).exceptionally(problem -> null);
    }

    @Override
    public boolean ping(String node) {
        if (!register.knows(node)) {
            return false;
        }
        register.health(node).ifPresent(NodeHealth::pinged);
        proxy.ping(node);
        return true;
    }

    @Override
    public Map<String, Object> inform(String action, Map<String, Object> data) {
        counters.received(Origin.INTERNAL, action);
        return information.answer(action, data);
    }

    @Override
    public Map<String, Object> copyToAll(List<String> targets, Map<String, Object> data) {
        String parent = Tokens.random();
        Map<String, String> tokens = fanOut.start(parent, targets, data);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("token", parent);
        answer.put("tokens", tokens);
        return answer;
    }

    private CompletionStage<Outcome> copy(String token, String target, Map<String, ?> data) {
        NodeFrame frame = new NodeFrame("REMOTECOPY", token, target, new LinkedHashMap<>(data));
        if (ships(target)) {
            return copies.send(frame);
        }
        core.accept(frame, Origin.INTERNAL);
        return lookup.await(token, Map.of(), LONGEST).thenApply(NodeDesk::outcome);
    }

    /** What the last row says of a copy that another part of this node has done. */
    private static Outcome outcome(Map<String, Object> rows) {
        List<?> all = rows.get("data") instanceof List<?> list ? list : List.of();
        Object last = all.isEmpty() ? null : all.get(all.size() - 1);
        boolean done = last instanceof Map<?, ?> row && Integer.valueOf(2).equals(row.get("code"));
        return new Outcome(
                done ? Outcome.State.DONE : Outcome.State.FAILED, done ? "" : "the rows under its token say why", 0);
    }

    /** Whether a copy to that node goes out in pieces from here. */
    private boolean ships(String target) {
        return !target.isEmpty()
                && !target.equals(self())
                && register.knows(target)
                && register.find(target)
                        .map(node -> node.type() != NodeType.PUSH_SSH)
                        .orElse(true);
    }
}
