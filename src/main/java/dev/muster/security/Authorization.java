package dev.muster.security;

import dev.muster.model.Caller;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Permission;
import dev.muster.model.Task;
import dev.muster.model.Tree;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The permission check on the executing node, and of node names before anything is sent (sections 7.4 to 7.6 and 3.1). Thread-safe. */
public final class Authorization {
    private static final String READ = "cluster:read";
    private static final String NODE = "node:id";
    private static final Permission READ_NODES = Permission.parse(READ + " " + NODE + ":*");

    private final Population population;

    /** Over the nodes and agents of a tree; the groups that exist are those that have members. */
    public Authorization(Tree tree) {
        this(tree, type -> type.equals("group:id") ? groups(tree) : Set.of());
    }

    /**
     * Over the nodes and agents of a tree.
     *
     * @param others existing ids of every other type, for example {@code group:id}; asked only when a caller names nothing
     */
    public Authorization(Tree tree, Function<String, Set<String>> others) {
        this.population = new Population(tree, others);
    }

    /**
     * Narrows a task to what its caller may touch. What was named and is denied becomes a failure 4000 in {@link Task#denied()}; what was
     * not named and is denied is left out in silence. Fails with 4000 when everything named is denied.
     */
    public Verdict narrow(Task task) {
        Evaluation evaluation = new Evaluation(task.caller().permissions(), population);
        if (evaluation.unrestricted()) {
            return new Verdict.Allowed(task);
        }
        Narrowing narrowing = new Narrowing(task, evaluation, population);
        for (Permission permission : task.operation().permissions()) {
            if (!narrowing.apply(permission)) {
                return new Verdict.Skipped();
            }
        }
        return new Verdict.Allowed(narrowing.task());
    }

    /**
     * Which nodes a caller may call, before anything is sent: {@code cluster:read} on each.
     *
     * @param named what the caller named; null for everything
     * @param existing nodes that exist
     */
    public Access nodes(Caller caller, @Nullable Collection<String> named, Collection<String> existing) {
        return access(caller, READ_NODES, named, existing);
    }

    /**
     * The same for any action on any type.
     *
     * @param demand action and resource; only the type of the resource counts
     */
    public Access access(
            Caller caller, Permission demand, @Nullable Collection<String> named, Collection<String> existing) {
        Evaluation evaluation = new Evaluation(caller.permissions(), population);
        String type = Resource.parse(demand.resource()).type();
        Set<String> exist = new LinkedHashSet<>(existing);
        if (named == null) {
            return new Access(evaluation.allowed(demand.action(), type, exist), Set.of(), Set.of());
        }
        Set<String> wanted = new LinkedHashSet<>(named);
        Set<String> allowed = evaluation.allowed(demand.action(), type, wanted);
        return new Access(
                only(allowed, exist::contains),
                only(wanted, id -> !allowed.contains(id)),
                only(allowed, id -> !exist.contains(id)));
    }

    /** True when a caller may know that a node exists and what happens on it. */
    public boolean mayRead(Caller caller, String node) {
        Set<String> wanted = Set.of(node);
        return !new Evaluation(caller.permissions(), population)
                .allowed(READ, NODE, wanted)
                .isEmpty();
    }

    /** Fails with 4000 unless the caller may do something that has no resource, for example {@code security:revoke}. */
    public void demand(Caller caller, String action) {
        if (new Evaluation(caller.permissions(), population)
                .allowed(action, Resource.NONE, Set.of("*"))
                .isEmpty()) {
            throw new MusterException(ErrorCode.PERMISSION_DENIED, "it takes the action " + action);
        }
    }

    private static Set<String> only(Set<String> ids, java.util.function.Predicate<String> wanted) {
        return ids.stream().filter(wanted).collect(Collectors.toSet());
    }

    private static Set<String> groups(Tree tree) {
        return tree.all().stream()
                .flatMap(node -> node.groups().stream())
                .collect(Collectors.toCollection(java.util.TreeSet::new));
    }
}
