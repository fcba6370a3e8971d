package dev.muster.dispatch;

import static dev.muster.dispatch.Fixture.MESSAGES;
import static dev.muster.dispatch.Fixture.call;
import static dev.muster.dispatch.Fixture.info;
import static dev.muster.dispatch.Fixture.restart;
import static dev.muster.dispatch.Replies.agents;
import static dev.muster.dispatch.Replies.agentsDone;
import static dev.muster.dispatch.Replies.described;
import static dev.muster.dispatch.Replies.entries;
import static dev.muster.dispatch.Replies.failed;
import static dev.muster.dispatch.Replies.failure;
import static dev.muster.dispatch.Replies.fold;
import static dev.muster.dispatch.Replies.inactive;
import static dev.muster.dispatch.Replies.items;
import static dev.muster.dispatch.Replies.nodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.model.Call;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Items;
import dev.muster.model.Reply;
import dev.muster.model.Selector;
import dev.muster.model.Sort;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Whom an answer names: nodes and agents that answered, that are unknown, denied or lost. */
class RollCallTest {
    private static final Predicate<String> EVERYBODY = node -> true;
    private static final Predicate<String> NOBODY = node -> false;

    private final Solver solver = new Solver(Fixture.fleet());

    @Test
    void case9AnswersAreItemsSortedByName() {
        Items items = items(fold(nodes("w2", "m", "w1"), described("w2"), described("m"), described("w1")));

        assertThat(items.affected())
                .containsExactly(
                        Map.of("node", "m", "os", "x"),
                        Map.of("node", "w1", "os", "x"),
                        Map.of("node", "w2", "os", "x"));
        assertThat(items.total()).isEqualTo(3);
        assertThat(items.failed()).isEmpty();
        assertThat(((Map<?, ?>) items.affected().get(0)).keySet().iterator().next())
                .isEqualTo("node");
    }

    @Test
    void case11AnUnknownNodeFailsBesideTheItems() {
        Items items = items(fold(nodes("w1", "ghost"), described("w1")));

        assertThat(items.affected()).hasSize(1);
        assertThat(entries(items)).containsExactly(tuple(1730, Set.of("ghost")));
    }

    @Test
    void case12OnlyAnUnknownNodeIsAnEnvelopeWithNothingButTheFailure() {
        Items items = items(fold(nodes("ghost")));

        assertThat(items.affected()).isEmpty();
        assertThat(entries(items)).containsExactly(tuple(1730, Set.of("ghost")));
    }

    @Test
    void case13ADeniedNodeFailsBesideTheItems() {
        Call call = nodes("w1", "w2");
        Plan plan = solver.plan(call, new Visible(Set.of("w1"), Set.of("w2"), Set.of()));

        Items items = items(RollCall.of(Rules.of(call, "w1"::equals), plan, List.of(described("w1"))));

        assertThat(plan.targets()).hasSize(1);
        assertThat(entries(items)).containsExactly(tuple(4000, Set.of("w2")));
    }

    @Test
    void case14OnlyDeniedNodesAreTheProblemAndTheirNamesStayHidden() {
        Call call = nodes("w2");
        Plan plan = solver.plan(call, new Visible(Set.of(), Set.of("w2"), Set.of()));

        Failure failure = failure(RollCall.of(Rules.of(call, NOBODY), plan, List.of()));

        assertThat(failure.code()).isEqualTo(4000);
        assertThat(failure.status()).isEqualTo(403);
        assertThat(failure.nodeErrors()).containsOnlyKeys("unknown-node");
    }

    @Test
    void case15And16ABroadcastThatReachesLittleOrNothingIsASuccess() {
        Call call = call(info(), Selector.EVERYTHING);
        Items one = items(RollCall.of(
                Rules.of(call, EVERYBODY), solver.plan(call, Visible.only(Set.of("w1"))), List.of(described("w1"))));
        Items none =
                items(RollCall.of(Rules.of(call, EVERYBODY), solver.plan(call, Visible.only(Set.of())), List.of()));

        assertThat(one.affected()).hasSize(1);
        assertThat(one.failed()).isEmpty();
        assertThat(none.total()).isZero();
        assertThat(none.failed()).isEmpty();
    }

    @Test
    void aBroadcastDeniedOnEveryNodeIsAnEmptySuccess() {
        Call call = call(restart(), Selector.EVERYTHING);
        Plan plan = solver.plan(call, Visible.ALL);
        List<Reply> replies = plan.targets().stream()
                .map(target -> new Reply(
                        target.node(), Failure.of(ErrorCode.PERMISSION_DENIED).withIds(target.ids())))
                .toList();

        Items items = items(RollCall.of(Rules.of(call, EVERYBODY), plan, replies));

        assertThat(items.failed()).isEmpty();
        assertThat(items.total()).isZero();
    }

    @Test
    void case17AgentIdsComeInNumericOrder() {
        Items items = items(fold(
                agents("001", "002", "003"), agentsDone("w1", "001"), agentsDone("w2", "002"), agentsDone("m", "003")));

        assertThat(items.affected()).containsExactly("001", "002", "003");
    }

    @Test
    void case22And50AgentsOfALostNodeFailUnderTheirOwnIdsAndTheNodeIsNamed() {
        Items items =
                items(fold(agents("001", "005"), agentsDone("w1", "001"), failed("w9", ErrorCode.NODE_NOT_CONNECTED)));

        assertThat(entries(items)).containsExactly(tuple(3022, Set.of("005")));
        assertThat(items.failed().get(0).nodeErrors()).containsOnlyKeys("w9");
    }

    @Test
    void case23OnlyAgentsOfALostNodeAreAnEnvelope() {
        Items items = items(fold(agents("005"), failed("w9", ErrorCode.NODE_NOT_CONNECTED)));

        assertThat(items.affected()).isEmpty();
        assertThat(entries(items)).containsExactly(tuple(3022, Set.of("005")));
    }

    @Test
    void case24ABroadcastHidesInactiveAgentsButNotLostOnes() {
        Call call = call(restart(), Selector.EVERYTHING);
        Items w1 = Items.of(List.of("001"), Sort.DEFAULT, MESSAGES).withFailed(List.of(inactive("006")));
        Items m = Items.of(List.of("003"), Sort.DEFAULT, MESSAGES).withFailed(List.of(inactive("004")));

        Items items = items(fold(
                call,
                new Reply("w1", w1),
                agentsDone("w2", "002"),
                new Reply("m", m),
                failed("w9", ErrorCode.NODE_NOT_CONNECTED)));

        assertThat(items.affected()).containsExactly("001", "002", "003");
        assertThat(entries(items)).containsExactly(tuple(3022, Set.of("005")));
    }

    @Test
    void case25And28DeniedAgentsFailBesideTheOthers() {
        Reply denied = new Reply("w2", Failure.of(ErrorCode.PERMISSION_DENIED).withIds(Set.of("002")));

        assertThat(entries(items(fold(agents("001", "002"), agentsDone("w1", "001"), denied))))
                .containsExactly(tuple(4000, Set.of("002")));
    }

    @Test
    void case26And27OnlyDeniedAgentsAreTheProblem() {
        Call call = agents("002", "003");
        Failure failure = failure(RollCall.of(
                Rules.of(call, NOBODY),
                solver.plan(call, Visible.ALL),
                List.of(
                        new Reply("w2", Failure.of(ErrorCode.PERMISSION_DENIED).withIds(Set.of("002"))),
                        new Reply("m", Failure.of(ErrorCode.PERMISSION_DENIED).withIds(Set.of("003"))))));

        assertThat(failure.status()).isEqualTo(403);
        assertThat(failure.ids()).containsExactlyInAnyOrder("002", "003");
        assertThat(failure.nodeErrors()).containsOnlyKeys("unknown-node");
    }

    @Test
    void case31NothingToDoIsAnEmptySuccess() {
        Items items = items(fold(call(restart(), new Selector(null, null, List.of("g9"), null, null))));

        assertThat(items.total()).isZero();
        assertThat(items.failed()).isEmpty();
    }
}
