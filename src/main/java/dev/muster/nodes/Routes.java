package dev.muster.nodes;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/** Which nodes lie behind which: declared ones, ones learnt from what nodes say, and ones seen in the tree. Guarded by the register's lock. */
final class Routes {
    /** Deeper nesting in the answer to a ping is not followed. */
    private static final int DEPTH = 32;

    private final Map<String, Map<String, Integer>> declared = new HashMap<>();
    private final Map<String, Map<String, Integer>> learnt = new HashMap<>();
    private final Map<String, Map<String, Integer>> seen = new HashMap<>();

    /** Whether some way to it through another node is known. */
    boolean reaches(String id) {
        return declared.containsKey(id) || learnt.containsKey(id) || seen.containsKey(id);
    }

    void declare(String parent, NodeDefinition.Subnode subnode) {
        if (!parent.equals(subnode.id())) {
            declared.computeIfAbsent(subnode.id(), key -> new LinkedHashMap<>()).put(parent, subnode.pathscore());
        }
    }

    /** A node is seen behind another, whatever that one says; true when that is news. */
    boolean appear(String parent, String id, int hops) {
        Map<String, Integer> before = seen.put(id, Map.of(parent, hops));
        return before == null || !before.containsKey(parent);
    }

    /** A node is no longer seen. */
    boolean vanish(String id) {
        return seen.remove(id) != null;
    }

    /** Takes over what a node said about those behind it: everything below, with the number of hops as score; true when that is news. */
    boolean learn(String parent, String self, Map<String, ?> children) {
        Set<String> before = behind(parent);
        forgetLearnt(parent);
        takeOver(parent, self, children);
        return !behind(parent).equals(before);
    }

    private void takeOver(String parent, String self, Map<String, ?> children) {
        Set<String> met = new HashSet<>(Set.of(parent, self));
        Map<String, ?> level = children;
        for (int hops = 1; hops <= DEPTH && !level.isEmpty(); hops++) {
            Map<String, Object> next = new LinkedHashMap<>();
            for (Map.Entry<String, ?> child : level.entrySet()) {
                if (met.add(child.getKey())) {
                    learnt.computeIfAbsent(child.getKey(), key -> new LinkedHashMap<>())
                            .put(parent, hops);
                    childrenOf(child.getValue()).forEach((id, value) -> next.putIfAbsent(String.valueOf(id), value));
                }
            }
            level = next;
        }
    }

    /** The parents of a node in the order in which they are tried. */
    List<String> parentsOf(String id, ToLongFunction<String> lastSign) {
        Map<String, Integer> all = new LinkedHashMap<>();
        byScore(declared.get(id), lastSign).forEach(parent -> all.put(parent, 0));
        Map<String, Integer> dynamic = new LinkedHashMap<>(learnt.getOrDefault(id, Map.of()));
        seen.getOrDefault(id, Map.of()).forEach(dynamic::putIfAbsent);
        byScore(dynamic, lastSign).forEach(parent -> all.putIfAbsent(parent, 0));
        return List.copyOf(all.keySet());
    }

    void forgetDeclared(String parent) {
        forget(declared, parent);
    }

    void forgetLearnt(String parent) {
        forget(learnt, parent);
    }

    private Set<String> behind(String parent) {
        Set<String> behind = new HashSet<>();
        learnt.forEach((id, parents) -> {
            if (parents.containsKey(parent)) {
                behind.add(id);
            }
        });
        return behind;
    }

    private static List<String> byScore(
            @org.jspecify.annotations.Nullable Map<String, Integer> scores, ToLongFunction<String> lastSign) {
        return Optional.ofNullable(scores).orElse(Map.of()).entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .thenComparing(
                                Map.Entry::getKey,
                                Comparator.comparingLong(lastSign).reversed()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Map<?, ?> childrenOf(Object health) {
        return health instanceof Map<?, ?> fields && fields.get("nodes") instanceof Map<?, ?> nodes ? nodes : Map.of();
    }

    private static void forget(Map<String, Map<String, Integer>> routes, String parent) {
        routes.values().removeIf(parents -> parents.remove(parent) != null && parents.isEmpty());
    }
}
