package dev.muster.dispatch;

import dev.muster.model.Arguments;
import dev.muster.model.Items;
import dev.muster.model.Mapping;
import dev.muster.model.Operation;
import dev.muster.model.Page;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Global paging (specs/distributed-api.md section 3.5, D-4): each node is asked for the first {@code offset + limit} items, the
 * merged list is cut, and the total stays the total of all nodes. Pure.
 */
public final class Paging {
    private static final int MOST = 100_000;

    private Paging() {}

    /** What one node must be asked for, so that the page can be cut from the merged answers. */
    public static Page oversampled(Page page) {
        long needed = (long) page.offset() + page.limit();
        return new Page(0, (int) Math.min(needed, MOST), page.sort());
    }

    /**
     * The arguments for one node: {@code offset} and {@code limit} as oversampled, where the operation declares such arguments.
     * What the caller wrote among the arguments stays when the call carries no page of its own.
     */
    public static Arguments oversampled(Arguments arguments, Operation operation, Page page) {
        Page asked = oversampled(page);
        Arguments result = arguments;
        if (!page.equals(Page.FIRST) || !arguments.containsKey("limit")) {
            result = declares(operation, "limit") ? result.with("limit", (long) asked.limit()) : result;
        }
        if (!page.equals(Page.FIRST) || !arguments.containsKey("offset")) {
            result = declares(operation, "offset") ? result.with("offset", (long) asked.offset()) : result;
        }
        return result;
    }

    /** The page of a list. */
    public static List<Object> cut(List<Object> items, Page page) {
        if (page.offset() == 0 && items.size() <= page.limit()) {
            return items;
        }
        int from = Math.min(page.offset(), items.size());
        int to = (int) Math.min((long) from + page.limit(), items.size());
        return items.subList(from, to);
    }

    /** The page of an aggregated result; its total and failures stay. */
    static Items cut(Items items, Page page) {
        return new Items(
                cut(items.affected(), page),
                items.total(),
                items.failed(),
                items.sort(),
                items.messages(),
                items.extra());
    }

    /** The page of a simple result shaped {@code data.items}; any other mapping as it is. */
    static Mapping cut(Mapping mapping, Operation operation, Page page) {
        if (!(mapping.values().get("data") instanceof Map<?, ?> data) || !(data.get("items") instanceof List<?> list)) {
            return mapping;
        }
        List<Object> sorted = page.sort().isEmpty()
                ? new ArrayList<>(list)
                : Ordering.of(page.sort(), operation.sort()).sorted(list);
        Map<Object, Object> changed = new LinkedHashMap<>(data);
        changed.put("items", cut(sorted, page));
        Map<String, Object> values = new LinkedHashMap<>(mapping.values());
        values.put("data", changed);
        return new Mapping(values, mapping.strPriority());
    }

    private static boolean declares(Operation operation, String name) {
        return operation.arguments().stream()
                .anyMatch(argument -> argument.name().equals(name));
    }
}
