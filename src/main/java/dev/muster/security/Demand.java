package dev.muster.security;

import dev.muster.model.Operation.Scope;
import dev.muster.model.Task;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One resource that an operation declares, filled in for a task (specs/distributed-api.md sections 7.4 and 7.5, step 1).
 *
 * @param type for example {@code agent:id}
 * @param argument name of the argument the values come from; null for a static resource
 * @param values what is wanted: what was named, or all that exist
 * @param named whether the caller named the values
 * @param list whether the argument is a list, or may become one
 */
record Demand(String type, @Nullable String argument, Set<String> values, boolean named, boolean list) {
    private static final String AGENT_LIST = "agent_list";

    /** Fills a template in. */
    static Demand of(String template, Task task, Population population) {
        Resource resource = Resource.parse(template);
        String value = resource.value();
        boolean dynamic = value.startsWith("{") && value.endsWith("}");
        if (!dynamic || value.equals("{node}")) {
            return new Demand(resource.type(), null, Set.of(dynamic ? task.node() : value), true, false);
        }
        String name = value.substring(1, value.length() - 1);
        Object given = task.arguments().get(name);
        if (given == null || given.equals("*") || given.equals(List.of("*"))) {
            return new Demand(resource.type(), name, everything(resource.type(), task, population), false, true);
        }
        boolean chosenByHub = task.broadcasting()
                && name.equals(AGENT_LIST)
                && task.operation().scope() == Scope.AGENTS;
        if (given instanceof List<?> values) {
            Set<String> texts = new LinkedHashSet<>();
            values.forEach(item -> texts.add(String.valueOf(item)));
            return new Demand(resource.type(), name, texts, !chosenByHub, true);
        }
        return new Demand(resource.type(), name, Set.of(String.valueOf(given)), true, false);
    }

    /** An operation that is addressed to agents runs on their parent, for those that report to it. */
    private static Set<String> everything(String type, Task task, Population population) {
        return type.equals("agent:id") && task.operation().scope() == Scope.AGENTS
                ? population.agentsOf(task.node())
                : population.all(type);
    }
}
