package dev.muster.dispatch;

import dev.muster.model.Failure;
import dev.muster.model.Items;
import dev.muster.model.Mapping;
import dev.muster.model.Messages;
import dev.muster.model.Outcome;
import dev.muster.model.Sort;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Merges aggregated results of several nodes: items in order, totals added, failures united (specs/distributed-api.md section 3.4). */
final class ItemsMerge {
    private final Rules rules;

    ItemsMerge(Rules rules) {
        this.rules = rules;
    }

    /**
     * Merges, in the order of the map.
     *
     * @param answers items or mappings by node; a mapping becomes one item
     * @param failures what stands beside the items already
     */
    Items merged(Map<String, Outcome> answers, List<Failure> failures) {
        List<Object> affected = new ArrayList<>();
        List<Failure> failed = new ArrayList<>();
        Map<String, Object> extra = Map.of();
        long total = 0;
        Items first = null;
        for (Map.Entry<String, Outcome> answer : answers.entrySet()) {
            Items items = items(answer.getKey(), answer.getValue());
            first = first == null ? items : first;
            affected.addAll(items.affected());
            total += Math.max(items.total(), items.affected().size());
            items.failed().stream()
                    .filter(failure -> !rules.hides(failure))
                    .map(failure -> named(answer.getKey(), failure))
                    .forEach(failed::add);
            extra = Merge.extras(extra, items.extra());
        }
        failed.addAll(failures);
        Sort sort = first == null ? rules.operation().sort() : first.sort();
        Items merged = new Items(affected, total, failed, sort, messages(first), extra);
        return Paging.cut(ordered(reconciled(merged), answers.size() > 1), rules.page());
    }

    private Items items(String node, Outcome outcome) {
        if (outcome instanceof Mapping mapping) {
            List<Object> item = List.of(stamped(node, mapping.values()));
            return Items.of(item, rules.operation().sort(), rules.operation().messages());
        }
        Items items = (Items) outcome;
        if (!rules.stamped() || items.affected().stream().noneMatch(Map.class::isInstance)) {
            return items;
        }
        List<Object> stamped = new ArrayList<>(items.affected().size());
        items.affected().forEach(item -> stamped.add(item instanceof Map<?, ?> map ? stamped(node, map) : item));
        return new Items(stamped, items.total(), items.failed(), items.sort(), items.messages(), items.extra());
    }

    private Map<?, ?> stamped(String node, Map<?, ?> item) {
        if (!rules.stamped() || item.containsKey("node")) {
            return item;
        }
        Map<Object, Object> stamped = new LinkedHashMap<>();
        stamped.put("node", node);
        stamped.putAll(item);
        return stamped;
    }

    private Failure named(String node, Failure failure) {
        return failure.nodeErrors().isEmpty() ? failure : new NodeErrors(rules.readable()).of(node, failure);
    }

    /** The sentences that the operation declares; those of the first answer when it declares none. */
    private Messages messages(@Nullable Items first) {
        Messages declared = rules.operation().messages();
        boolean plain = declared.equals(Messages.of(rules.operation().name()));
        return plain && first != null ? first.messages() : declared;
    }

    /** Section 2.5: for a broadcast operation, an item that any node reports as affected is affected, once. */
    private Items reconciled(Items merged) {
        if (!rules.operation().broadcast()) {
            return merged;
        }
        Set<String> done = new HashSet<>();
        List<Object> once = new ArrayList<>();
        for (Object item : merged.affected()) {
            String id = id(item);
            if (id == null || done.add(id)) {
                once.add(item);
            }
        }
        List<Failure> failed = new ArrayList<>();
        for (Failure failure : merged.failed()) {
            Set<String> left = new LinkedHashSet<>(failure.ids());
            left.removeAll(done);
            if (!left.isEmpty()) {
                failed.add(failure.withIds(left));
            }
        }
        long total = merged.total() - (merged.affected().size() - once.size());
        return new Items(once, total, failed, merged.sort(), merged.messages(), merged.extra());
    }

    private static @Nullable String id(Object item) {
        Object id = item instanceof Map<?, ?> map ? map.get("id") : item;
        return id == null ? null : id.toString();
    }

    private Items ordered(Items merged, boolean several) {
        List<String> wanted = rules.page().sort();
        if (wanted.isEmpty() && !several) {
            return merged;
        }
        Sort sort = merged.sort();
        boolean bare = sort.fields().isEmpty() && merged.affected().stream().anyMatch(Map.class::isInstance);
        Ordering ordering = !wanted.isEmpty() ? Ordering.of(wanted, sort) : Ordering.of(bare ? Sort.by("node") : sort);
        return new Items(
                ordering.sorted(merged.affected()),
                merged.total(),
                merged.failed(),
                sort,
                merged.messages(),
                merged.extra());
    }
}
