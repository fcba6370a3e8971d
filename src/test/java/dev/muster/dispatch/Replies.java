package dev.muster.dispatch;

import static dev.muster.dispatch.Fixture.MESSAGES;
import static dev.muster.dispatch.Fixture.call;
import static dev.muster.dispatch.Fixture.info;
import static dev.muster.dispatch.Fixture.restart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.model.Call;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Items;
import dev.muster.model.Mapping;
import dev.muster.model.Outcome;
import dev.muster.model.Reply;
import dev.muster.model.Selector;
import dev.muster.model.Sort;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the nodes of the cases answer, and the fold over it. */
final class Replies {
    private Replies() {}

    /** The outcome of a call whose caller may see everything. */
    static Outcome fold(Call call, Reply... replies) {
        return RollCall.of(
                Rules.of(call, node -> true), new Solver(Fixture.fleet()).plan(call, Visible.ALL), List.of(replies));
    }

    static Call nodes(String... ids) {
        return call(info(), Selector.nodes(List.of(ids)));
    }

    static Call agents(String... ids) {
        return call(restart(), Selector.agents(List.of(ids)));
    }

    static Reply described(String node) {
        return new Reply(node, Mapping.of(Map.of("os", "x")));
    }

    static Reply mapping(String node, String key, Object value) {
        return new Reply(node, Mapping.of(Map.of(key, value)));
    }

    static Reply agentsDone(String node, String... ids) {
        return new Reply(node, Items.of(List.of(ids), Sort.DEFAULT, MESSAGES));
    }

    static Reply failed(String node, ErrorCode code) {
        return new Reply(node, Failure.of(code));
    }

    static Failure unknown(String id) {
        return Failure.of(ErrorCode.AGENT_NOT_FOUND).withIds(Set.of(id));
    }

    static Failure inactive(String id) {
        return Failure.of(ErrorCode.AGENT_NOT_ACTIVE).withIds(Set.of(id));
    }

    static List<org.assertj.core.groups.Tuple> entries(Items items) {
        return items.failed().stream()
                .map(failure -> tuple(failure.code(), failure.ids()))
                .toList();
    }

    static Object value(Object item, String key) {
        return ((Map<?, ?>) item).get(key);
    }

    static Items items(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Items.class);
        return (Items) outcome;
    }

    static Failure failure(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Failure.class);
        return (Failure) outcome;
    }
}
