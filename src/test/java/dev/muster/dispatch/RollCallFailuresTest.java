package dev.muster.dispatch;

import static dev.muster.dispatch.Fixture.MESSAGES;
import static dev.muster.dispatch.Replies.agentsDone;
import static dev.muster.dispatch.Replies.described;
import static dev.muster.dispatch.Replies.entries;
import static dev.muster.dispatch.Replies.failed;
import static dev.muster.dispatch.Replies.failure;
import static dev.muster.dispatch.Replies.fold;
import static dev.muster.dispatch.Replies.inactive;
import static dev.muster.dispatch.Replies.items;
import static dev.muster.dispatch.Replies.nodes;
import static dev.muster.dispatch.Replies.unknown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.model.Call;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Items;
import dev.muster.model.NodeError;
import dev.muster.model.Reply;
import dev.muster.model.Sort;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What becomes of an answer when nodes fail. */
class RollCallFailuresTest {
    private static final Predicate<String> EVERYBODY = node -> true;

    private final Solver solver = new Solver(Fixture.fleet());

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
}
