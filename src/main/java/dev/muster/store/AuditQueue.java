package dev.muster.store;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bounded queue whose one reader takes everything at once. The reader is woken once per batch, not once per row, because waking a
 * thread costs more than all the rest. Thread-safe.
 */
final class AuditQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Condition urgent = lock.newCondition();
    private final Condition notFull = lock.newCondition();
    private final Condition drained = lock.newCondition();
    private final int capacity;
    private final long lingerNanos;
    private List<AuditRow> rows = new ArrayList<>();
    private long recorded;
    private long written;
    private int flushing;
    private boolean closed;

    AuditQueue(int capacity, Duration linger) {
        this.capacity = capacity;
        this.lingerNanos = linger.toNanos();
    }

    void put(AuditRow row) {
        lock.lock();
        try {
            while (rows.size() >= capacity && !closed) {
                notFull.awaitUninterruptibly();
            }
            if (closed) {
                throw new MusterException(ErrorCode.DATABASE, "the audit trail is closed, the program is stopping");
            }
            rows.add(row);
            recorded++;
            if (rows.size() == 1) {
                notEmpty.signal();
            }
            if (rows.size() == capacity / 2 + 1) {
                urgent.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return rows.size();
        } finally {
            lock.unlock();
        }
    }

    /** Takes all rows, after they have lingered; empty when there was none for the given time, or the queue is closed. */
    List<AuditRow> take(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (rows.isEmpty() && !closed && left > 0) {
                left = notEmpty.awaitNanos(left);
            }
            long linger = rows.isEmpty() ? 0 : lingerNanos;
            while (linger > 0 && flushing == 0 && !closed && rows.size() <= capacity / 2) {
                linger = urgent.awaitNanos(linger);
            }
            List<AuditRow> taken = rows;
            rows = new ArrayList<>();
            notFull.signalAll();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** The reader has written that many more rows. */
    void written(int count) {
        lock.lock();
        try {
            written += count;
            drained.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody will write the rest. */
    void abandon() {
        lock.lock();
        try {
            written = recorded;
            drained.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void flush() {
        lock.lock();
        try {
            long mine = recorded;
            flushing++;
            urgent.signal();
            while (written < mine) {
                drained.awaitUninterruptibly();
            }
        } finally {
            flushing--;
            lock.unlock();
        }
    }

    /** Waits that long, or until the queue is closed. */
    void pause(Duration time) throws InterruptedException {
        lock.lock();
        try {
            long left = time.toNanos();
            while (left > 0 && !closed) {
                left = urgent.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            notEmpty.signalAll();
            urgent.signalAll();
            notFull.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
