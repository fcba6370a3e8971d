package dev.muster.history;

import dev.muster.model.ErrorCode;
import dev.muster.model.HistoryRow;
import dev.muster.model.MusterException;
import dev.muster.model.ResultCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What this node answers to GETLOG: its rows, in parts that fit into a message (specs/node-proxy.md sections 2.3 and 3.4). Thread-safe.
 */
public final class Answers {
    static final String NO_FILTER = "need at least one filter";

    private static final int FRAME = 200; // action, token and target before the data
    private static final int HARD_LIMIT = 250_000; // original peers close the connection at 262,144
    private static final int PAGE = 500;
    private static final long ANSWER_SIZE = 8_000_000;

    private final HistoryStore rows;
    private final RowReader reader;
    private final String store;
    private final String node;
    private final HistorySettings settings;

    /** Answers about that store in the name of that node. */
    public Answers(HistoryStore store, String node, HistorySettings settings) {
        this.rows = store;
        this.reader = store.reader();
        this.store = reader.store();
        this.node = node;
        this.settings = settings;
    }

    /**
     * The answer to a GETLOG with that data: at least one part, each of them the data of a frame. With {@code limit} or {@code offset} these
     * are the newest rows; without, all from the oldest on, up to a limit at which the last part says {@code "more": true}. A request that is
     * wrong, or a database that fails, makes one part of code 1. Fields that an original peer does not know: {@code part} from 1 on,
     * {@code sync} as it was given, {@code more}, {@code store} (a name of the database), {@code last} (its greatest number), and
     * {@code origin} of a row.
     */
    public List<Map<String, Object>> parts(Map<String, ?> request) {
        try {
            Filter filter = Filter.ofRequest(request);
            List<Stored> found = new ArrayList<>();
            boolean more = filter.newest() ? newest(filter, found) : all(filter, found);
            long last = reader.last();
            rows.settle();
            Envelope envelope = new Envelope(node, store, last, request.get("sync"));
            return envelope.around(pack(found, FRAME + envelope.size()), more);
        } catch (MusterException e) {
            String message = e.failure().is(ErrorCode.DATABASE)
                    ? "database issue"
                    : e.failure().message();
            return List.of(failed(message.endsWith(NO_FILTER) ? NO_FILTER : message));
        }
    }

    private boolean newest(Filter filter, List<Stored> found) {
        Integer limit = filter.limit();
        int most = limit == null ? settings.answerRows() : Math.min(limit, settings.answerRows());
        found.addAll(reader.newest(filter, most, settings.messageSize()));
        return false;
    }

    private boolean all(Filter filter, List<Stored> found) {
        long id = reader.before(filter);
        long size = 0;
        while (true) {
            int wanted = Math.min(PAGE, settings.answerRows() - found.size());
            List<Stored> page = reader.following(filter, id, wanted, settings.messageSize());
            for (Stored row : page) {
                found.add(row);
                size += row.row().data().length();
                id = row.row().id();
            }
            if (page.size() < wanted) {
                return false;
            }
            if (found.size() >= settings.answerRows() || size > ANSWER_SIZE) {
                return true;
            }
        }
    }

    /** Parts that are no longer than a message may be, each with room for what stands around its rows. */
    private List<List<Map<String, Object>>> pack(List<Stored> rows, long around) {
        List<List<Map<String, Object>>> parts = new ArrayList<>();
        List<Map<String, Object>> part = new ArrayList<>();
        parts.add(part);
        long size = around;
        for (Stored stored : rows) {
            HistoryRow row = fitting(stored, around);
            long needs = RowCodec.size(row, stored.copy());
            if (size + needs > settings.messageSize() && !part.isEmpty()) {
                part = new ArrayList<>();
                parts.add(part);
                size = around;
            }
            size += needs;
            part.add(RowCodec.wire(row, stored.copy()));
        }
        return parts;
    }

    /** A row that is longer than a message only because of how it is encoded goes alone, as long as peers take it. */
    private HistoryRow fitting(Stored stored, long around) {
        HistoryRow row = stored.row();
        boolean fits = around + stored.size() + row.token().length() <= settings.messageSize()
                && around + RowCodec.size(row, stored.copy()) <= HARD_LIMIT;
        return fits ? row : RowCodec.withData(row, tooBig(stored.size()));
    }

    private static String tooBig(long size) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("message", "log too big");
        data.put("size", size);
        return Json.text(data);
    }

    private static Map<String, Object> failed(String message) {
        return Envelope.frame(ResultCode.KO, Map.of("message", message));
    }
}
