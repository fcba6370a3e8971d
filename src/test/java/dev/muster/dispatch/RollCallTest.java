package dev.muster.dispatch;

import static dev.muster.dispatch.Fixture.MESSAGES;
import static dev.muster.dispatch.Fixture.call;
import static dev.muster.dispatch.Fixture.info;
import static dev.muster.dispatch.Fixture.operation;
import static dev.muster.dispatch.Fixture.restart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.model.Call;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Items;
import dev.muster.model.Mapping;
import dev.muster.model.NodeError;
import dev.muster.model.Operation.ResultKind;
import dev.muster.model.Operation.Scope;
import dev.muster.model.Outcome;
import dev.muster.model.Page;
import dev.muster.model.Reply;
import dev.muster.model.Selector;
import dev.muster.model.Sort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

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

    @Test
    void case33ATimedOutNodeFailsBesideTheOthers() {
        Items items =
                items(fold(nodes("m", "w1", "w2"), described("m"), described("w1"), failed("w2", ErrorCode.TIMED_OUT)));

        assertThat(items.affected()).hasSize(2);
        assertThat(entries(items)).containsExactly(tuple(3021, Set.of("w2")));
        assertThat(items.failed().get(0).nodeErrors()).containsOnlyKeys("w2");
    }

    @Test
    void case33WithStrictParityIsTheProblem() {
        Call call = nodes("m", "w1", "w2");
        Rules strict = Rules.of(call, EVERYBODY).partial(false);
        List<Reply> replies = List.of(described("m"), described("w1"), failed("w2", ErrorCode.TIMED_OUT));

        Failure failure = failure(RollCall.of(strict, solver.plan(call, Visible.ALL), replies));

        assertThat(failure.code()).isEqualTo(3021);
        assertThat(failure.status()).isEqualTo(500);
        assertThat(failure.nodeErrors()).containsOnlyKeys("w2");
    }

    @Test
    void case34AllNodesFailingIsTheProblemThatNamesThemAll() {
        Failure failure = failure(fold(
                nodes("m", "w1", "w2"),
                failed("w2", ErrorCode.TIMED_OUT),
                failed("m", ErrorCode.TIMED_OUT),
                failed("w1", ErrorCode.TIMED_OUT)));

        assertThat(failure.code()).isEqualTo(3021);
        assertThat(failure.nodeErrors()).containsOnlyKeys("m", "w1", "w2");
    }

    @Test
    void case37And41To44TheOnlyNodesFailureIsTheProblem() {
        for (ErrorCode code : List.of(
                ErrorCode.SERVICE_NOT_READY,
                ErrorCode.BAD_ANSWER,
                ErrorCode.WORKER_DIED,
                ErrorCode.DATABASE,
                ErrorCode.INTERNAL)) {
            Failure failure = failure(fold(nodes("w2"), failed("w2", code)));

            assertThat(failure.code()).isEqualTo(code.code());
            assertThat(failure.nodeErrors()).containsOnlyKeys("w2");
        }
    }

    @Test
    void case45AUserErrorWithoutIdsIsTheWholeAnswerAndOneWithIdsIsNot() {
        Reply whole = new Reply("w2", Failure.of(ErrorCode.GROUP_NOT_FOUND));
        Reply item = new Reply("w2", Failure.of(ErrorCode.FILE_NOT_FOUND).withIds(Set.of("w2")));

        assertThat(failure(fold(nodes("w1", "w2"), described("w1"), whole)).code())
                .isEqualTo(1710);
        assertThat(entries(items(fold(nodes("w1", "w2"), described("w1"), item))))
                .containsExactly(tuple(1006, Set.of("w2")));
        assertThat(entries(items(fold(nodes("w2"), item)))).containsExactly(tuple(1006, Set.of("w2")));
    }

    @Test
    void aBusyOrOutdatedNodeDoesNotVoidTheOthers() {
        for (ErrorCode code : List.of(ErrorCode.QUEUE_FULL, ErrorCode.UNKNOWN_OPERATION, ErrorCode.IDENTITY_REJECTED)) {
            Items items = items(fold(nodes("w1", "w2"), described("w1"), failed("w2", code)));

            assertThat(entries(items)).containsExactly(tuple(code.code(), Set.of("w2")));
        }
        assertThat(failure(fold(nodes("w2"), failed("w2", ErrorCode.QUEUE_FULL)))
                        .status())
                .isEqualTo(429);
    }

    @Test
    void case46EqualErrorsOfSeveralNodesAreOneEntry() {
        Items w1 = Items.of(List.of("1"), Sort.DEFAULT, MESSAGES)
                .withFailed(List.of(unknown("3").withNodeErrors(Map.of("w1", new NodeError("a", null)))));
        Items w2 = Items.of(List.of("2"), Sort.DEFAULT, MESSAGES)
                .withFailed(List.of(unknown("4").withNodeErrors(Map.of("w2", new NodeError("b", null)))));

        Items items = items(fold(nodes("w1", "w2"), new Reply("w1", w1), new Reply("w2", w2)));

        assertThat(entries(items)).containsExactly(tuple(1701, Set.of("3", "4")));
        assertThat(items.failed().get(0).nodeErrors()).containsOnlyKeys("w1", "w2");
    }

    @Test
    void case48APageIsCutFromTheWholeFleet() {
        Call call = call(
                operation(Scope.NODES, ResultKind.ITEMS, Sort.by("name")),
                Selector.nodes(List.of("m", "w1", "w2")),
                new Page(3, 5, List.of()));
        List<Reply> replies = new ArrayList<>();
        for (String node : List.of("m", "w1", "w2")) {
            List<Map<String, Object>> ten = IntStream.range(0, 10)
                    .mapToObj(i -> Map.<String, Object>of("name", i + node))
                    .toList();
            replies.add(new Reply(
                    node,
                    new Items(new ArrayList<>(ten.subList(0, 8)), 10, List.of(), Sort.by("name"), MESSAGES, Map.of())));
        }

        Items items = items(RollCall.of(Rules.of(call, EVERYBODY), solver.plan(call, Visible.ALL), replies));

        assertThat(items.affected())
                .extracting(item -> value(item, "name"))
                .containsExactly("1m", "1w1", "1w2", "2m", "2w1");
        assertThat(items.total()).isEqualTo(30);
    }

    @Test
    void theCallersOrderWins() {
        Call call = call(info(), Selector.nodes(List.of("m", "w1")), new Page(0, 500, List.of("-node")));

        Items items = items(fold(call, described("m"), described("w1")));

        assertThat(items.affected()).extracting(item -> value(item, "node")).containsExactly("w1", "m");
    }

    @Test
    void case49MappingsOfABroadcastAreMergedOverAllNodes() {
        Call call = call(operation(Scope.NODES, ResultKind.MAPPING, Sort.DEFAULT), Selector.EVERYTHING);
        Plan plan = solver.plan(call, Visible.only(Set.of("m", "w1", "w2")));

        Outcome outcome = RollCall.of(
                Rules.of(call, EVERYBODY),
                plan,
                List.of(mapping("w2", "n", 4), mapping("m", "n", 1), mapping("w1", "n", 2)));

        assertThat(outcome).isEqualTo(Mapping.of(Map.of("n", 7)));
    }

    @Test
    void mappingsWithAFailureSayWhoAnswered() {
        Call call = call(operation(Scope.NODES, ResultKind.MAPPING, Sort.DEFAULT), Selector.nodes(List.of("w1", "w2")));

        Items items = items(fold(call, mapping("w1", "n", 1), failed("w2", ErrorCode.TIMED_OUT)));

        assertThat(items.affected()).containsExactly("w1");
        assertThat(items.extra()).isEqualTo(Map.of("n", 1));
        assertThat(entries(items)).containsExactly(tuple(3021, Set.of("w2")));
    }

    @Test
    void itemsAndMappingsTogetherAreIncompatible() {
        Call call = call(operation(Scope.NODES, ResultKind.MAPPING, Sort.DEFAULT), Selector.nodes(List.of("w1", "w2")));

        assertThat(failure(fold(call, mapping("w1", "n", 1), agentsDone("w2", "002")))
                        .code())
                .isEqualTo(1000);
    }

    @Test
    void anySuccessWinsForABroadcastOperation() {
        Call call = call(
                operation(Scope.NODES, ResultKind.ITEMS, Sort.DEFAULT, true, Set.of()),
                Selector.nodes(List.of("w1", "w2")));
        Items w1 = Items.of(List.of("1", "2"), Sort.DEFAULT, MESSAGES).withFailed(List.of(unknown("3")));
        Items w2 = Items.of(List.of("2", "3"), Sort.DEFAULT, MESSAGES).withFailed(List.of(unknown("1"), unknown("4")));

        Items items = items(fold(call, new Reply("w1", w1), new Reply("w2", w2)));

        assertThat(items.affected()).containsExactly("1", "2", "3");
        assertThat(items.total()).isEqualTo(3);
        assertThat(entries(items)).containsExactly(tuple(1701, Set.of("4")));
    }

    @Test
    void strictParityUnitesUserErrorsWithIdsAndMergesThemIntoALaterResult() {
        Call call = nodes("m", "w1", "w2");
        Rules strict = Rules.of(call, EVERYBODY).partial(false);
        Plan plan = solver.plan(call, Visible.ALL);
        Reply first = new Reply("m", unknown("1"));
        Reply second = new Reply("w1", unknown("2"));

        assertThat(entries(items(RollCall.of(strict, plan, List.of(first, second, agentsDone("w2", "9"))))))
                .containsExactly(tuple(1701, Set.of("1", "2")));
        assertThat(failure(RollCall.of(strict, plan, List.of(first, second, new Reply("w2", inactive("3")))))
                        .ids())
                .containsExactlyInAnyOrder("1", "2", "3");
    }

    @Test
    void threeWayFoldWithTwoInternalErrorsUnitesTheirNodesInEveryOrder() {
        Call call = nodes("m", "w1", "w2");
        Rules strict = Rules.of(call, EVERYBODY).partial(false);
        List<Reply> replies = List.of(
                new Reply("m", unknown("1")), failed("w1", ErrorCode.TIMED_OUT), failed("w2", ErrorCode.WORKER_DIED));

        Failure failure = failure(RollCall.of(strict, solver.plan(call, Visible.ALL), replies));

        assertThat(failure.code()).isEqualTo(3021);
        assertThat(failure.nodeErrors()).containsOnlyKeys("m", "w1", "w2");
    }

    @Test
    void extraKeysMergeAndKeepTheLeftOlderThan() {
        Items w1 = new Items(List.of("1"), 1, List.of(), Sort.DEFAULT, MESSAGES, Map.of("older_than", "1d", "n", 1));
        Items w2 = new Items(List.of("2"), 1, List.of(), Sort.DEFAULT, MESSAGES, Map.of("older_than", "2d", "n", 2));

        assertThat(items(fold(nodes("w1", "w2"), new Reply("w2", w2), new Reply("w1", w1)))
                        .extra())
                .isEqualTo(Map.of("older_than", "1d", "n", 3));
    }

    @Test
    void aTargetCountsOnceAndOneThatNeverRepliedIsAccountedFor() {
        Call call = nodes("w1", "w2");
        RollCall rollCall = new RollCall(Rules.of(call, EVERYBODY), solver.plan(call, Visible.ALL));

        assertThat(rollCall.add(described("w1"))).isTrue();
        assertThat(rollCall.add(failed("w1", ErrorCode.TIMED_OUT))).isFalse();
        assertThat(rollCall.add(described("stranger"))).isFalse();
        assertThat(rollCall.complete()).isFalse();
        assertThat(rollCall.missing()).extracting(dev.muster.model.Target::node).containsExactly("w2");
        assertThat(entries(items(rollCall.outcome()))).containsExactly(tuple(3020, Set.of("w2")));
    }

    private Outcome fold(Call call, Reply... replies) {
        return RollCall.of(Rules.of(call, EVERYBODY), solver.plan(call, Visible.ALL), List.of(replies));
    }

    private static Call nodes(String... ids) {
        return call(info(), Selector.nodes(List.of(ids)));
    }

    private static Call agents(String... ids) {
        return call(restart(), Selector.agents(List.of(ids)));
    }

    private static Reply described(String node) {
        return new Reply(node, Mapping.of(Map.of("os", "x")));
    }

    private static Reply mapping(String node, String key, Object value) {
        return new Reply(node, Mapping.of(Map.of(key, value)));
    }

    private static Reply agentsDone(String node, String... ids) {
        return new Reply(node, Items.of(List.of(ids), Sort.DEFAULT, MESSAGES));
    }

    private static Reply failed(String node, ErrorCode code) {
        return new Reply(node, Failure.of(code));
    }

    private static Failure unknown(String id) {
        return Failure.of(ErrorCode.AGENT_NOT_FOUND).withIds(Set.of(id));
    }

    private static Failure inactive(String id) {
        return Failure.of(ErrorCode.AGENT_NOT_ACTIVE).withIds(Set.of(id));
    }

    private static List<org.assertj.core.groups.Tuple> entries(Items items) {
        return items.failed().stream()
                .map(failure -> tuple(failure.code(), failure.ids()))
                .toList();
    }

    private static Object value(Object item, String key) {
        return ((Map<?, ?>) item).get(key);
    }

    private static Items items(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Items.class);
        return (Items) outcome;
    }

    private static Failure failure(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Failure.class);
        return (Failure) outcome;
    }
}
