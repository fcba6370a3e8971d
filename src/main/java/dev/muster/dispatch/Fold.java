package dev.muster.dispatch;

import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Items;
import dev.muster.model.Mapping;
import dev.muster.model.Operation.ResultKind;
import dev.muster.model.Outcome;
import dev.muster.model.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One fold over the outcomes of all targets (specs/distributed-api.md sections 3.3 and 3.4), in the order of the plan. Every target ends
 * in exactly one place: among the affected items, among the failures, or in the problem that is the whole answer. Used once.
 */
final class Fold {
    private final Rules rules;
    private final NodeErrors nodeErrors;
    private final Map<String, Outcome> answers = new LinkedHashMap<>();
    private final List<Failure> upFront = new ArrayList<>();
    private final List<Failure> items = new ArrayList<>();
    private final List<Failure> branches = new ArrayList<>();
    private final List<Failure> requests = new ArrayList<>();

    private Fold(Rules rules) {
        this.rules = rules;
        this.nodeErrors = new NodeErrors(rules.readable());
    }

    /**
     * Folds.
     *
     * @param outcomes by node; a target without one ends as 3020
     */
    static Outcome of(Rules rules, Plan plan, Map<String, Outcome> outcomes) {
        Fold fold = new Fold(rules);
        plan.failures().forEach(failure -> fold.upFront.add(fold.nodeErrors.upFront(failure)));
        for (Target target : plan.targets()) {
            Outcome outcome = outcomes.get(target.node());
            fold.sort(target, outcome == null ? Failure.of(ErrorCode.NO_ANSWER) : outcome);
        }
        return fold.combined();
    }

    private void sort(Target target, Outcome outcome) {
        Severity severity = Severity.of(outcome);
        if (severity == Severity.ANSWER) {
            answers.put(target.node(), outcome);
            return;
        }
        Failure failure = nodeErrors.of(target.node(), (Failure) outcome);
        switch (severity) {
            case ITEMS -> items.add(failure.is(ErrorCode.NODE_NOT_CONNECTED) ? notConnected(target, failure) : failure);
            case BRANCH -> branches.add(failure.withIds(target.ids()));
            default -> requests.add(failure);
        }
    }

    /** Section 3.2: a target that is not connected is a user error about its agents or itself (D-2). */
    private static Failure notConnected(Target target, Failure failure) {
        Failure own = Failure.of(ErrorCode.NODE_NOT_CONNECTED);
        return new Failure(
                own.code(),
                ErrorCode.Kind.USER,
                400,
                own.message(),
                own.remediation(),
                target.ids(),
                failure.nodeErrors());
    }

    private Outcome combined() {
        if (!rules.partial() && !branches.isEmpty()) {
            return problem(branches.get(0));
        }
        if (!requests.isEmpty()) {
            return problem(requests.get(0));
        }
        return answers.isEmpty() ? nobody() : together();
    }

    private Failure problem(Failure first) {
        List<Failure> all = Stream.of(branches, requests, items, upFront)
                .flatMap(List::stream)
                .toList();
        return NodeErrors.united(first, all);
    }

    /** No target answered. */
    private Outcome nobody() {
        if (!branches.isEmpty()) {
            return problem(branches.get(0));
        }
        List<Failure> visible = Stream.concat(upFront.stream(), items.stream())
                .filter(failure -> !rules.hides(failure))
                .toList();
        boolean denied =
                !visible.isEmpty() && visible.stream().allMatch(failure -> failure.is(ErrorCode.PERMISSION_DENIED));
        boolean strictUserError = !rules.partial() && !items.isEmpty();
        if (denied || strictUserError) {
            Failure first = denied ? visible.get(0) : items.get(0);
            Set<String> ids = new LinkedHashSet<>();
            visible.forEach(failure -> ids.addAll(failure.ids()));
            return problem(first).withIds(ids);
        }
        return Items.of(List.of(), rules.operation().sort(), rules.operation().messages())
                .withFailed(failures());
    }

    /** Up-front, item and branch failures as they stand beside the items. */
    private List<Failure> failures() {
        return Stream.of(upFront, items, branches)
                .flatMap(List::stream)
                .filter(failure -> !rules.hides(failure))
                .map(failure -> Severity.of(failure) == Severity.ITEMS && !failure.is(ErrorCode.NODE_NOT_CONNECTED)
                        ? failure.withNodeErrors(Map.of())
                        : failure)
                .toList();
    }

    private Outcome together() {
        if (rules.operation().result() == ResultKind.ITEMS) {
            return new ItemsMerge(rules).merged(answers, failures());
        }
        long mappings =
                answers.values().stream().filter(Mapping.class::isInstance).count();
        if (mappings == answers.size()) {
            return mapping();
        }
        return mappings == 0
                ? new ItemsMerge(rules).merged(answers, failures())
                : problem(Failure.of(ErrorCode.INTERNAL, "some nodes answered items and some a mapping"));
    }

    /** A mapping when everybody answered; with failures, the nodes that answered are the items and the mapping stands beside them. */
    private Outcome mapping() {
        Mapping merged = answers.values().stream()
                .map(Mapping.class::cast)
                .reduce((left, right) -> new Mapping(
                        Merge.mappings(left.values(), right.values(), left.strPriority()), left.strPriority()))
                .orElseThrow();
        Mapping page = Paging.cut(merged, rules.operation(), rules.page());
        List<Failure> failed = failures();
        if (failed.isEmpty()) {
            return page;
        }
        List<Object> nodes = new ArrayList<>(answers.keySet());
        nodes.sort(null);
        return new Items(
                nodes,
                nodes.size(),
                failed,
                dev.muster.model.Sort.TEXT,
                rules.operation().messages(),
                page.values());
    }
}
