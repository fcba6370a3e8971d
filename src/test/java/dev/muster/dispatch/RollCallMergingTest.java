package dev.muster.dispatch;

import static dev.muster.dispatch.Fixture.MESSAGES;
import static dev.muster.dispatch.Fixture.call;
import static dev.muster.dispatch.Fixture.info;
import static dev.muster.dispatch.Fixture.operation;
import static dev.muster.dispatch.Replies.agentsDone;
import static dev.muster.dispatch.Replies.described;
import static dev.muster.dispatch.Replies.entries;
import static dev.muster.dispatch.Replies.failed;
import static dev.muster.dispatch.Replies.failure;
import static dev.muster.dispatch.Replies.fold;
import static dev.muster.dispatch.Replies.items;
import static dev.muster.dispatch.Replies.mapping;
import static dev.muster.dispatch.Replies.nodes;
import static dev.muster.dispatch.Replies.unknown;
import static dev.muster.dispatch.Replies.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.model.Call;
import dev.muster.model.ErrorCode;
import dev.muster.model.Items;
import dev.muster.model.Mapping;
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

/** How the results of several nodes become one. */
class RollCallMergingTest {
    private static final Predicate<String> EVERYBODY = node -> true;

    private final Solver solver = new Solver(Fixture.fleet());

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
    void extraKeysMergeAndKeepTheLeftOlderThan() {
        Items w1 = new Items(List.of("1"), 1, List.of(), Sort.DEFAULT, MESSAGES, Map.of("older_than", "1d", "n", 1));
        Items w2 = new Items(List.of("2"), 1, List.of(), Sort.DEFAULT, MESSAGES, Map.of("older_than", "2d", "n", 2));

        assertThat(items(fold(nodes("w1", "w2"), new Reply("w2", w2), new Reply("w1", w1)))
                        .extra())
                .isEqualTo(Map.of("older_than", "1d", "n", 3));
    }
}
