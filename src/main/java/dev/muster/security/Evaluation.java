package dev.muster.security;

import dev.muster.model.Permissions;
import dev.muster.model.Permissions.Effect;
import dev.muster.model.Permissions.Mode;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * What one caller may do (specs/distributed-api.md section 7.5, steps 2 and 3): start from nothing (white) or everything (black), then
 * let each rule add or take away, in order.
 */
final class Evaluation {
    private final Permissions permissions;
    private final Population population;

    Evaluation(Permissions permissions, Population population) {
        this.permissions = permissions;
        this.population = population;
    }

    /** True when no rule can take anything away: the program itself. */
    boolean unrestricted() {
        return permissions.mode() == Mode.BLACK && permissions.rules().isEmpty();
    }

    /** Which of these values of a type the action may touch, in their order. A rule about all covers values that do not exist, too. */
    Set<String> allowed(String action, String type, Set<String> universe) {
        Set<String> allowed = permissions.mode() == Mode.BLACK ? new LinkedHashSet<>(universe) : new LinkedHashSet<>();
        everything(allowed, universe);
        rules(action).forEach((text, effect) -> {
            if (!Resource.combined(text)) {
                apply(effect, allowed, covered(Resource.parse(text), type, universe));
            }
        });
        if (allowed.size() == universe.size()) {
            return universe;
        }
        Set<String> ordered = new LinkedHashSet<>(universe);
        ordered.retainAll(allowed);
        return ordered;
    }

    /** True when the action may touch a pair of resources. Only rules about pairs of the same two types speak. */
    boolean allowed(String action, Resource left, Resource right) {
        Set<String> pair = Set.of("");
        Set<String> allowed = permissions.mode() == Mode.BLACK ? new LinkedHashSet<>(pair) : new LinkedHashSet<>();
        everything(allowed, pair);
        rules(action).forEach((text, effect) -> {
            int joint = text.indexOf('&');
            if (joint > 0) {
                Resource first = Resource.parse(text.substring(0, joint));
                Resource second = Resource.parse(text.substring(joint + 1));
                BiPredicate<Resource, Resource> covers = (rule, wanted) ->
                        !covered(rule, wanted.type(), Set.of(wanted.value())).isEmpty();
                if ((covers.test(first, left) && covers.test(second, right))
                        || (covers.test(first, right) && covers.test(second, left))) {
                    apply(effect, allowed, pair);
                }
            }
        });
        return !allowed.isEmpty();
    }

    private void everything(Set<String> allowed, Set<String> universe) {
        Effect effect = rules(Policy.EVERY_ACTION).get(Policy.NO_RESOURCE);
        if (effect != null) {
            apply(effect, allowed, universe);
        }
    }

    private Map<String, Effect> rules(String action) {
        return permissions.rules().getOrDefault(action, Map.of());
    }

    private Set<String> covered(Resource rule, String type, Set<String> universe) {
        if (rule.type().equals(type)) {
            return rule.all() ? universe : universe.contains(rule.value()) ? Set.of(rule.value()) : Set.of();
        }
        if (rule.type().equals("agent:group") && type.equals("agent:id")) {
            Set<String> members = new LinkedHashSet<>();
            universe.stream()
                    .filter(agent -> population.member(agent, rule.value()))
                    .forEach(members::add);
            return members;
        }
        return Set.of();
    }

    private static void apply(Effect effect, Set<String> allowed, Set<String> covered) {
        if (effect == Effect.ALLOW) {
            allowed.addAll(covered);
        } else if (!covered.isEmpty()) {
            allowed.removeAll(covered);
        }
    }
}
