package dev.muster.history;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One SETLOGS of a node (specs/node-proxy.md sections 2.4 and 3.4). An original node sends neither a part's number nor what follows it here.
 *
 * @param rows what it holds
 * @param broken rows that cannot be read
 * @param total how many parts the answer has; 1 when the node does not say
 * @param number which of them this is, from 1 on; 0 when the node does not say
 * @param sync the question it answers; null when the node does not say
 * @param store name of the node's database; null when the node does not say
 * @param last greatest number of a row in that database
 * @param more whether the node has more to say when it is asked again
 */
record Part(
        List<Remote> rows,
        int broken,
        int total,
        int number,
        @Nullable Long sync,
        @Nullable String store,
        long last,
        boolean more) {
    private static final int LONGEST_STORE = 36;

    /** Reads the data of the frame; fails with 3074 when it is no answer to GETLOG. */
    static Part of(String node, Map<?, ?> data, long now) {
        if (!(data.get("result") instanceof List<?> result)) {
            throw new MusterException(
                    ErrorCode.BAD_PARAMETER, "the answer of node '" + node + "' has no list 'result'");
        }
        List<Remote> rows = new ArrayList<>(result.size());
        for (Object row : result) {
            Remote remote = row instanceof Map<?, ?> wire ? remote(node, wire, now) : null;
            if (remote != null) {
                rows.add(remote);
            }
        }
        Object store = data.get("store");
        long last = number(data, "last");
        return new Part(
                rows,
                result.size() - rows.size(),
                (int) Math.max(1, number(data, "nb_total_msg")),
                (int) number(data, "part"),
                data.get("sync") == null ? null : number(data, "sync"),
                store instanceof String name && name.length() <= LONGEST_STORE ? name : null,
                last,
                Boolean.TRUE.equals(data.get("more")));
    }

    /**
     * What is remembered of a part.
     *
     * @param latest greatest ctime of its rows, 0 without any
     * @param highest greatest number of its rows, 0 without any
     * @param more whether the node has more to say
     */
    record Extent(long latest, long highest, boolean more) {
        Extent with(Extent other) {
            return new Extent(Math.max(latest, other.latest), Math.max(highest, other.highest), more || other.more);
        }
    }

    /** How far its rows reach. */
    Extent extent() {
        long latest = rows.stream().mapToLong(Remote::ctime).max().orElse(0);
        long highest = rows.stream().mapToLong(Remote::id).max().orElse(0);
        return new Extent(Math.max(0, latest), Math.max(0, highest), more);
    }

    private static @Nullable Remote remote(String node, Map<?, ?> wire, long now) {
        try {
            return RowCodec.remote(node, wire, now);
        } catch (MusterException e) {
            return null; // one row that cannot be read must not keep the others away; they are counted
        }
    }

    private static long number(Map<?, ?> data, String name) {
        Long value = Numbers.integer(
                name,
                data.get(name),
                0,
                name.equals("last") || name.equals("sync") ? Long.MAX_VALUE : Integer.MAX_VALUE);
        return value == null ? 0 : value;
    }
}
