package dev.muster.events.read;

import java.util.ArrayDeque;
import java.util.Deque;

/** The offsets of one partition that were taken and not all settled: only what has nothing unsettled before it may be committed. */
final class Window {
    private final Deque<Record> open = new ArrayDeque<>();
    private long next;
    private long committed;
    private boolean lost;

    /** One record of it. */
    static final class Record {
        final long offset;
        private boolean settled;

        Record(long offset) {
            this.offset = offset;
        }
    }

    /** A window that begins at that offset, up to which everything is committed. */
    Window(long start) {
        next = start;
        committed = start;
    }

    Record add(long offset) {
        Record record = new Record(offset);
        open.addLast(record);
        return record;
    }

    void settle(Record record) {
        record.settled = true;
        while (!open.isEmpty() && open.peekFirst().settled) {
            next = open.removeFirst().offset + 1;
        }
    }

    /** Forgets what was taken from that offset on, of which nothing is on its way: it is taken again. */
    void cut(long offset) {
        while (!open.isEmpty() && open.peekLast().offset >= offset) {
            open.removeLast();
        }
    }

    /** The first offset that is not settled. */
    long next() {
        return next;
    }

    boolean uncommitted() {
        return next > committed;
    }

    void committed(long offset) {
        committed = Math.max(committed, offset);
    }

    /** The partition went to somebody else; what is settled now counts no more. */
    void lose() {
        lost = true;
        open.clear();
    }

    boolean lost() {
        return lost;
    }
}
