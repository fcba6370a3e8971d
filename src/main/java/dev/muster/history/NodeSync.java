package dev.muster.history;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The exchange with one node: what was asked, which parts came, how far the cursor may move (specs/node-proxy.md section 2.4). It moves over
 * the parts from the first on without a gap, or, when the node does not number them, when all have come; whatever is sent twice therefore
 * is stored once, and what is lost is asked again. A node that names its database is asked by the numbers of its rows, which never go back.
 * An original node is asked by ctime, with a little overlap for rows of the same moment; when that brings nothing new it is asked by number
 * the next time, which finds the rows of a clock that was set back. Not thread-safe: its owner holds the lock.
 */
final class NodeSync {
    private static final long OVERLAP = 200; // microseconds; original nodes compare tenths of a millisecond

    private final TreeMap<Integer, Part.Extent> parts = new TreeMap<>();
    private Cursor cursor;
    private boolean byNumber;
    private boolean running;
    private boolean open; // also after the time-out, for late parts
    private boolean again;
    private boolean fromStart;
    private boolean doubtful; // parts of an answer that was given up may still be on their way
    private boolean trusted = true;
    private boolean moved;
    private long sync;
    private long heard;
    private int got;
    private int stored;

    NodeSync(Cursor cursor) {
        this.cursor = cursor;
    }

    boolean running() {
        return running;
    }

    Cursor cursor() {
        return cursor;
    }

    /** Asks once more when the running exchange is over. */
    void again() {
        again = true;
    }

    /** Begins an exchange; the answer is the data of the GETLOG. */
    Map<String, Object> ask(long now, long number) {
        reset(now);
        running = true;
        again = false;
        trusted = !doubtful;
        doubtful = false;
        sync = number;
        fromStart = cursor.ctime() == 0 && cursor.lastId() == 0;
        Map<String, Object> data = new LinkedHashMap<>();
        if (cursor.store() != null || (byNumber && cursor.lastId() > 0)) {
            data.put("ctime", 0);
            data.put("id", cursor.lastId());
        } else {
            data.put("ctime", cursor.ctime() == 0 ? 0 : BigDecimal.valueOf(cursor.ctime() - OVERLAP, 6));
        }
        data.put("sync", number);
        return data;
    }

    /** Where the cursor may be once the part is stored; null when it must stay. */
    @Nullable
    Cursor plan(Part part) {
        if (part.store() != null && late(part)) {
            return null; // something else was asked since
        }
        if (part.store() == null) {
            return planUnnumbered(part);
        }
        boolean other = !part.store().equals(cursor.store());
        if ((other && !fromStart) || part.last() < cursor.lastId()) {
            return new Cursor(0, 0, part.store()); // another database: from the start
        }
        return contiguous(part);
    }

    private Cursor contiguous(Part part) {
        Cursor to = cursor;
        for (int number = 1; number == part.number() || parts.containsKey(number); number++) {
            Part.Extent each = parts.getOrDefault(number, part.extent());
            to = new Cursor(Math.max(to.ctime(), each.latest()), Math.max(to.lastId(), each.highest()), part.store());
        }
        return to;
    }

    /** A part says nothing of the answer it belongs to; only after a whole answer without doubt may it be counted with others. */
    private @Nullable Cursor planUnnumbered(Part part) {
        Part.Extent extent = part.extent();
        if (part.total() > 1) {
            if (!open || !trusted || got + 1 < part.total()) {
                return null;
            }
            extent = parts.values().stream().reduce(extent, Part.Extent::with);
        }
        boolean keep = extent.highest() == 0 || byNumber && extent.highest() < cursor.lastId();
        return new Cursor(Math.max(cursor.ctime(), extent.latest()), keep ? cursor.lastId() : extent.highest(), null);
    }

    /**
     * The part is in the database, the cursor where it was planned.
     *
     * @return whether the node is to be asked again at once
     */
    boolean stored(Part part, @Nullable Cursor planned, int rows, long now) {
        boolean restart = planned != null && planned.ctime() == 0 && planned.lastId() == 0 && cursor.ctime() > 0;
        moved |= planned != null && !planned.equals(cursor);
        cursor = planned == null ? cursor : planned;
        if (late(part)) {
            return false;
        }
        heard = now;
        stored += rows;
        got++;
        parts.put(part.number() > 0 ? part.number() : got, part.extent());
        if (!restart && parts.size() < part.total()) {
            return false;
        }
        byNumber = stored == 0 ? !byNumber : byNumber;
        boolean more = again || restart || moved && parts.values().stream().anyMatch(Part.Extent::more);
        running = false;
        end();
        return more;
    }

    /** Gives up; what comes nevertheless is stored and moves no cursor, unless it is a whole answer. */
    void end() {
        doubtful |= running;
        running = false;
        open = false;
        again = false;
        parts.clear();
    }

    /** Whether the node was silent for longer than that; its parts still count when they come late. */
    boolean expire(long now, long nanos) {
        boolean silent = running && now - heard > nanos;
        if (silent) {
            doubtful = true;
            running = false;
            again = false;
        }
        return silent;
    }

    private boolean late(Part part) {
        return !open || part.sync() != null && part.sync() != sync;
    }

    private void reset(long now) {
        parts.clear();
        open = true;
        moved = false;
        heard = now;
        got = 0;
        stored = 0;
    }
}
