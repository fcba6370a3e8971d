package dev.muster.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An aggregated result (specs/distributed-api.md section 3.3). Immutable.
 *
 * @param affected the items, in the order of {@code sort}
 * @param total number of affected items before paging; at least the size of {@code affected}
 * @param failed failures, each with the ids it concerns; one entry per {@link Failure#key()}
 * @param sort how {@code affected} is ordered
 * @param messages the three sentences
 * @param extra further keys rendered beside the items
 */
public record Items(
        List<Object> affected,
        long total,
        List<Failure> failed,
        Sort sort,
        Messages messages,
        Map<String, Object> extra)
        implements Outcome {

    /** Copies the collections and groups the failures. */
    public Items {
        affected = Collections.unmodifiableList(new ArrayList<>(affected));
        failed = grouped(failed);
        extra = Collections.unmodifiableMap(new LinkedHashMap<>(extra));
    }

    /** Items without failures or extra keys; the total is their number. */
    public static Items of(List<?> affected, Sort sort, Messages messages) {
        return new Items(new ArrayList<>(affected), affected.size(), List.of(), sort, messages, Map.of());
    }

    /** The same result with further failures. */
    public Items withFailed(List<Failure> more) {
        List<Failure> joined = new ArrayList<>(failed);
        joined.addAll(more);
        return new Items(affected, total, joined, sort, messages, extra);
    }

    /** Number of failed ids over all failures. */
    public long totalFailed() {
        return failed.stream().mapToLong(failure -> failure.ids().size()).sum();
    }

    private static List<Failure> grouped(List<Failure> failures) {
        Map<Failure.Key, Failure> groups = new LinkedHashMap<>();
        for (Failure failure : failures) {
            groups.merge(failure.key(), failure, Items::join);
        }
        return List.copyOf(groups.values());
    }

    private static Failure join(Failure left, Failure right) {
        Set<String> ids = new LinkedHashSet<>(left.ids());
        ids.addAll(right.ids());
        Map<String, NodeError> errors = new LinkedHashMap<>(left.nodeErrors());
        errors.putAll(right.nodeErrors());
        return left.withIds(ids).withNodeErrors(errors);
    }
}
