package dev.muster.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Items;
import dev.muster.model.Mapping;
import dev.muster.model.Operation.ResultKind;
import dev.muster.model.Operation.Scope;
import dev.muster.model.Outcome;
import dev.muster.model.Page;
import dev.muster.model.Reply;
import dev.muster.model.Sort;
import dev.muster.model.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RollCallPropertyTest {
    private static final List<ErrorCode> CODES = List.of(
            ErrorCode.TIMED_OUT,
            ErrorCode.NO_ANSWER,
            ErrorCode.NODE_NOT_CONNECTED,
            ErrorCode.SERVICE_NOT_READY,
            ErrorCode.PERMISSION_DENIED,
            ErrorCode.FILE_NOT_FOUND,
            ErrorCode.GROUP_NOT_FOUND,
            ErrorCode.QUEUE_FULL);

    @ParameterizedTest(name = "partial results {0}")
    @ValueSource(booleans = {true, false})
    void theOrderOfArrivalNeverShowsInTheAnswer(boolean partial) {
        Random random = new Random(7);
        for (int round = 0; round < 400; round++) {
            Rules rules = rules(random, partial);
            Plan plan = plan(random, 1 + random.nextInt(7));
            List<Reply> replies = new ArrayList<>(replies(random, plan, 0.4));
            Outcome expected = RollCall.of(rules, plan, replies);
            for (int shuffle = 0; shuffle < 6; shuffle++) {
                Collections.shuffle(replies, random);
                assertThat(RollCall.of(rules, plan, replies)).isEqualTo(expected);
                assertThat(Rendering.of(RollCall.of(rules, plan, replies))).isEqualTo(Rendering.of(expected));
            }
        }
    }

    @ParameterizedTest(name = "share of failures {0}")
    @ValueSource(doubles = {0, 0.2, 0.7, 1})
    void everyTargetEndsInExactlyOnePlace(double failing) {
        Random random = new Random(11);
        for (int round = 0; round < 500; round++) {
            Rules rules = rules(random, true);
            Plan plan = plan(random, 1 + random.nextInt(9));
            Outcome outcome = RollCall.of(rules, plan, replies(random, plan, failing));
            Set<String> named = new TreeSet<>();
            plan.targets().forEach(target -> named.add(target.node()));
            plan.failures().forEach(failure -> named.addAll(failure.ids()));
            if (outcome instanceof Items items) {
                assertThat(places(items)).containsExactlyInAnyOrderElementsOf(named);
            } else if (outcome instanceof Failure failure) {
                assertThat(Severity.of(failure) == Severity.REQUEST
                                || failing > 0
                                || plan.targets().isEmpty())
                        .isTrue();
                assertThat(failure.nodeErrors()).isNotEmpty();
            } else {
                assertThat(plan.failures()).isEmpty();
            }
        }
    }

    private static List<String> places(Items items) {
        List<String> places = new ArrayList<>();
        items.affected()
                .forEach(item -> places.add(
                        item instanceof Map<?, ?> map ? map.get("node").toString() : item.toString()));
        items.failed().forEach(failure -> places.addAll(failure.ids()));
        return places;
    }

    private static Rules rules(Random random, boolean partial) {
        ResultKind kind = random.nextBoolean() ? ResultKind.ITEMS : ResultKind.MAPPING;
        return new Rules(
                Fixture.operation(Scope.NODES, kind, Sort.by("node")),
                Page.FIRST,
                false,
                false,
                partial,
                true,
                node -> !node.endsWith("3"));
    }

    private static Plan plan(Random random, int size) {
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            targets.add(Target.node("n" + i));
        }
        List<Failure> failures = random.nextInt(4) == 0
                ? List.of(Failure.of(ErrorCode.NODE_NOT_FOUND).withIds(Set.of("ghost")))
                : List.of();
        return new Plan(targets, failures, List.of());
    }

    private static List<Reply> replies(Random random, Plan plan, double failing) {
        return plan.targets().stream()
                .map(target -> reply(random, target.node(), failing))
                .toList();
    }

    private static Reply reply(Random random, String node, double failing) {
        if (random.nextDouble() >= failing) {
            return new Reply(node, Mapping.of(Map.of("count", random.nextInt(5), "name", "x" + random.nextInt(2))));
        }
        ErrorCode code = CODES.get(random.nextInt(CODES.size()));
        boolean item = code == ErrorCode.PERMISSION_DENIED || code == ErrorCode.FILE_NOT_FOUND;
        return new Reply(node, item ? Failure.of(code).withIds(Set.of(node)) : Failure.of(code));
    }
}
