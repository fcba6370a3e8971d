package dev.muster.dispatch;

import dev.muster.model.Outcome;
import dev.muster.model.Reply;
import dev.muster.model.Target;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The replies of one call: takes one per target, in any order, and folds them (design section 1, idea 3). The first reply of a target
 * counts, later ones and those of strangers do not. The fold depends on the plan and the replies only, never on their order of arrival.
 * Thread-safe.
 */
public final class RollCall {
    private final Rules rules;
    private final Plan plan;
    private final Set<String> expected = new HashSet<>();
    private final Map<String, Outcome> outcomes = new HashMap<>();

    /** An empty roll call of a plan. */
    public RollCall(Rules rules, Plan plan) {
        this.rules = rules;
        this.plan = plan;
        plan.targets().forEach(target -> expected.add(target.node()));
    }

    /** The answer of a plan and all its replies. */
    public static Outcome of(Rules rules, Plan plan, List<Reply> replies) {
        RollCall rollCall = new RollCall(rules, plan);
        replies.forEach(rollCall::add);
        return rollCall.outcome();
    }

    /** Notes a reply; false when its node is no target or has replied before. */
    public synchronized boolean add(Reply reply) {
        return expected.contains(reply.node()) && outcomes.putIfAbsent(reply.node(), reply.outcome()) == null;
    }

    /** True when every target has replied; at once for a plan without targets. */
    public synchronized boolean complete() {
        return outcomes.size() == expected.size();
    }

    /** The targets that have not replied, in the order of the plan. */
    public synchronized List<Target> missing() {
        return plan.targets().stream()
                .filter(target -> !outcomes.containsKey(target.node()))
                .toList();
    }

    /** The one answer; a target that has not replied ends as 3020 in it. */
    public synchronized Outcome outcome() {
        return Fold.of(rules, plan, outcomes);
    }
}
