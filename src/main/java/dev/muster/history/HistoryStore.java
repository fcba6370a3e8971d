package dev.muster.history;

import dev.muster.model.History;
import dev.muster.model.ResultCode;
import dev.muster.store.Database;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The rows of this node in SQL. A written row survives a kill of this process, and is visible to every look-up, when the call returns;
 * what many threads write at once shares a transaction. Thread-safe.
 */
public final class HistoryStore implements History {
    private final RowWriter writer;
    private final RowReader reader;
    private final Wakeups wakeups = new Wakeups();
    private final Clock clock;
    private final String name = OtherHubs.newName();

    /** Rows in that database, stamped by that clock. */
    public HistoryStore(Database database, Clock clock) {
        this.writer = new RowWriter(database, clock, name, wakeups::wake);
        this.reader = new RowReader(database);
        this.clock = clock;
        reader.name(UUID.randomUUID().toString());
    }

    /** {@inheritDoc} A token of more than 2048 characters is refused with 3074. */
    @Override
    public void write(String token, ResultCode code, Map<String, ?> data) {
        write(token, code, data, false);
    }

    @Override
    public void write(String token, ResultCode code, Map<String, ?> data, boolean instant) {
        store(token, code, data, instant);
    }

    @Override
    public void write(String token, ResultCode code, List<?> data) {
        store(token, code, data, false);
    }

    private void store(String token, ResultCode code, Object data, boolean instant) {
        long now = clock.instant().getEpochSecond();
        Entry entry = new Entry(Tokens.checked(token), code.code(), now, instant, Json.text(data), null);
        writer.write(new Change(List.of(entry), null));
    }

    /** Stores all of it or nothing; returns how many rows were new. */
    int store(Change change) {
        return writer.write(change);
    }

    /** Rows that were copied survive a kill only from now on; to be called before others remember their ids. */
    void settle() {
        writer.settle();
    }

    /** Under which this process says what it wrote. */
    String name() {
        return name;
    }

    RowReader reader() {
        return reader;
    }

    Wakeups wakeups() {
        return wakeups;
    }

    long now() {
        return clock.instant().getEpochSecond();
    }
}
