package dev.muster.history;

import dev.muster.model.MusterException;
import dev.muster.model.ResultCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the rows of the nodes below home: says what to ask them and stores what they answer (specs/node-proxy.md section 2.4). Nodes do not
 * wait for one another. Thread-safe.
 */
public final class Synchronisation {
    private static final Logger LOG = LoggerFactory.getLogger(Synchronisation.class);

    private final HistoryStore store;
    private final HistorySettings settings;
    private final Neighbours neighbours;
    private final LongSupplier nanos;
    private final AtomicLong questions;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();

    /** Stores into that history; {@code nanos} is a clock that only goes forward, such as {@link System#nanoTime}. */
    public Synchronisation(HistoryStore store, HistorySettings settings, Neighbours neighbours, LongSupplier nanos) {
        this.store = store;
        this.settings = settings;
        this.neighbours = neighbours;
        this.nanos = nanos;
        this.questions = new AtomicLong(store.now() * 1000); // an answer to a question before a restart is nobody's
    }

    /**
     * The data of the GETLOG to send to a child, whatever its caller asked for; the exchange runs from now on. Empty when the request fails,
     * which a row under its token says: when an exchange with the child runs already, or its cursor cannot be read. Fails with 2008 when
     * not even that row can be written.
     */
    public Optional<Map<String, Object>> ask(String child, String token) {
        try {
            Optional<Map<String, Object>> data = begin(child);
            if (data.isEmpty()) {
                store.write(token, ResultCode.KO, "proxy - getlog already in progress");
            }
            return data;
        } catch (MusterException e) {
            LOG.error("The rows of node {} cannot be asked for, because its cursor cannot be read", child, e);
            store.write(token, ResultCode.KO, "proxy - problem to getlog");
            return Optional.empty();
        }
    }

    /**
     * Whether a GETLOG is to be sent now to have the newest rows of the child. While an exchange runs it is not; then
     * {@link Neighbours#ask} is called when that one is over. For SYNCLOGS and look-ups, where a refusal would be a row that nobody wants.
     */
    public boolean wanted(String child) {
        Slot slot = slot(child);
        slot.lock.lock();
        try {
            NodeSync sync = slot.sync;
            if (sync == null || !sync.running()) {
                return true;
            }
            sync.again();
            return false;
        } finally {
            slot.lock.unlock();
        }
    }

    /**
     * Stores the rows of a SETLOGS, or of the answer to a GETLOG. Its {@code data.id} must be the child that the transport knows, not what
     * the child says of itself; without one the failure is a row under the token. A failure of the database ends the exchange and leaves the
     * cursor, so that the rows are asked again.
     *
     * @param frame the data of the frame
     */
    public void receive(String token, Map<String, ?> frame) {
        Map<?, ?> data = frame.get("data") instanceof Map<?, ?> map ? map : Map.of();
        String child = data.get("id") == null ? "" : data.get("id").toString();
        if (child.isEmpty()) {
            store.write(token, ResultCode.KO, "proxy - need a id to setlogs");
            return;
        }
        Slot slot = slot(child);
        Stage stage = Stage.NOTHING;
        slot.lock.lock();
        try {
            stage = store(child, slot, Part.of(child, data, store.now()));
        } catch (MusterException e) {
            LOG.error("What node {} answered to getlog cannot be stored and will be asked again", child, e);
            slot.end();
        } finally {
            slot.lock.unlock();
        }
        if (stage.stored > 0) {
            neighbours.stored(child, stage.stored);
        }
        if (stage.askAgain) {
            neighbours.ask(child);
        }
    }

    /** Gives up exchanges whose node is silent for too long, with a row without a token for each; returns their nodes. */
    public List<String> expire() {
        List<String> silent = new ArrayList<>();
        slots.forEach((child, slot) -> {
            if (slot.lock.tryLock()) { // else its rows are being stored
                try {
                    NodeSync sync = slot.sync;
                    if (sync != null
                            && sync.expire(
                                    nanos.getAsLong(), settings.syncTimeout().toNanos())) {
                        silent.add(child);
                    }
                } finally {
                    slot.lock.unlock();
                }
            }
        });
        silent.forEach(child -> store.write("", ResultCode.KO, "proxy - getlog in timeout for '" + child + "'"));
        return silent;
    }

    /** The GETLOG did not reach the child, or it answered that it failed: it may be asked again at any time. */
    public void failed(String child) {
        Slot slot = slot(child);
        slot.lock.lock();
        try {
            slot.end();
        } finally {
            slot.lock.unlock();
        }
    }

    /** Whether an exchange with the child runs. */
    public boolean running(String child) {
        Slot slot = slot(child);
        slot.lock.lock();
        try {
            NodeSync sync = slot.sync;
            return sync != null && sync.running();
        } finally {
            slot.lock.unlock();
        }
    }

    /** The child was unregistered; its cursor stays in the database. */
    public void forget(String child) {
        slots.remove(child);
    }

    private Optional<Map<String, Object>> begin(String child) {
        Slot slot = slot(child);
        slot.lock.lock();
        try {
            NodeSync sync = slot.load(child, store);
            if (sync.running()) {
                return Optional.empty();
            }
            return Optional.of(sync.ask(nanos.getAsLong(), questions.incrementAndGet()));
        } finally {
            slot.lock.unlock();
        }
    }

    private Stage store(String child, Slot slot, Part part) {
        if (part.broken() > 0) {
            LOG.warn("{} rows that node {} sent cannot be read and are left out", part.broken(), child);
        }
        NodeSync sync = slot.load(child, store);
        Cursor planned = sync.plan(part);
        List<Entry> entries = part.rows().stream().map(row -> entry(child, row)).toList();
        Change.Advance advance =
                planned == null || planned.equals(sync.cursor()) ? null : new Change.Advance(child, planned);
        int stored = entries.isEmpty() && advance == null ? 0 : store.store(new Change(entries, advance));
        return new Stage(stored, sync.stored(part, planned, stored, nanos.getAsLong()));
    }

    private Entry entry(String child, Remote row) {
        Entry.Copy origin = row.origin();
        return row.entry(origin != null && neighbours.speaksFor(child, origin.origin()));
    }

    private Slot slot(String child) {
        return slots.computeIfAbsent(child, key -> new Slot());
    }

    private record Stage(int stored, boolean askAgain) {
        private static final Stage NOTHING = new Stage(0, false);
    }

    /** One node's exchange, read from the database when it is needed first. */
    private static final class Slot {
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable NodeSync sync;

        private NodeSync load(String child, HistoryStore store) {
            NodeSync known = sync;
            if (known == null) {
                known = new NodeSync(store.reader().cursor(child));
                sync = known;
            }
            return known;
        }

        private void end() {
            if (sync != null) {
                sync.end();
            }
        }
    }
}
