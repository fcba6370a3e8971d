package dev.muster.security;

import dev.muster.model.Arguments;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.MusterException;
import dev.muster.model.Permission;
import dev.muster.model.RequestType;
import dev.muster.model.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The permissions that one task needs, applied one after the other (specs/distributed-api.md section 7.5, step 4). One thread. */
final class Narrowing {
    private final Task task;
    private final Evaluation evaluation;
    private final Population population;
    private final Map<String, Set<String>> denied = new LinkedHashMap<>();
    private Arguments arguments;

    Narrowing(Task task, Evaluation evaluation, Population population) {
        this.task = task;
        this.evaluation = evaluation;
        this.population = population;
        this.arguments = task.arguments();
    }

    /** Applies one permission; false when the operation is to be skipped. Fails with 4000 when everything named is denied. */
    boolean apply(Permission permission) {
        String template = permission.resource();
        int joint = template.indexOf('&');
        if (joint > 0) {
            Demand left = demand(template.substring(0, joint));
            Demand right = demand(template.substring(joint + 1));
            return settle(permission, left, right);
        }
        Demand demand = demand(template);
        Set<String> allowed = evaluation.allowed(permission.action(), demand.type(), demand.values());
        return settle(permission, demand, allowed);
    }

    /** The task as far as it is allowed. */
    Task task() {
        List<Failure> failures = new ArrayList<>(task.denied());
        denied.values().stream()
                .filter(ids -> !ids.isEmpty())
                .forEach(ids ->
                        failures.add(Failure.of(ErrorCode.PERMISSION_DENIED).withIds(ids)));
        return task.narrowed(arguments, failures);
    }

    private Demand demand(String template) {
        return Demand.of(template, task.narrowed(arguments, task.denied()), population);
    }

    /** Pairs: a value stays when every pair with the other side's values is allowed; the side that is a list is the one that shrinks. */
    private boolean settle(Permission permission, Demand left, Demand right) {
        boolean leftShrinks = left.list() || !right.list();
        Demand narrowed = leftShrinks ? left : right;
        Demand other = leftShrinks ? right : left;
        Set<String> allowed = narrowed.values().stream()
                .filter(value -> other.values().stream()
                        .allMatch(with -> evaluation.allowed(
                                permission.action(),
                                new Resource(narrowed.type(), value),
                                new Resource(other.type(), with))))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return settle(permission, narrowed, allowed);
    }

    private boolean settle(Permission permission, Demand demand, Set<String> allowed) {
        String argument = demand.argument();
        if (argument == null) {
            return fixed(permission, !allowed.isEmpty());
        }
        if (demand.named() && allowed.size() < demand.values().size()) {
            Set<String> ids = denied.computeIfAbsent(argument, name -> new LinkedHashSet<>());
            demand.values().stream().filter(value -> !allowed.contains(value)).forEach(ids::add);
            if (allowed.isEmpty()) {
                throw new MusterException(
                        Failure.of(ErrorCode.PERMISSION_DENIED).withIds(ids), null);
            }
        }
        if (demand.list()
                && !(demand.named() && allowed.size() == demand.values().size())) {
            arguments = arguments.with(argument, List.copyOf(allowed));
        }
        return true;
    }

    private boolean fixed(Permission permission, boolean allowed) {
        boolean everywhere = task.broadcasting() && task.operation().requestType() == RequestType.DISTRIBUTED_MASTER;
        if (!allowed && !everywhere) {
            Failure refusal = Failure.of(ErrorCode.PERMISSION_DENIED, "it takes the action " + permission.action());
            throw new MusterException(refusal.withIds(Set.of(task.node())), null);
        }
        return allowed;
    }
}
