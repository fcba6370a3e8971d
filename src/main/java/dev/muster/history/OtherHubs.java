package dev.muster.history;

import dev.muster.store.Database;
import dev.muster.store.Notices;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Wakes those who wait here for rows that another hub writes into the same database: at once when the database passes the word on, else
 * within a second. Does nothing over a database that one process holds.
 */
public final class OtherHubs implements AutoCloseable {
    static final String CHANNEL = "muster_history";
    private static final String MANY = "*";
    private static final int MOST_TOKENS = 400; // PostgreSQL takes 8000 bytes

    private final Wakeups wakeups;
    private final String self;
    private final Notices notices;

    /** Listens until it is closed. */
    public OtherHubs(Database database, HistoryStore store) {
        wakeups = store.wakeups();
        self = store.name();
        notices = new Notices(database, CHANNEL, this::heard, wakeups::wakeAll);
    }

    /** A name that no other process has. */
    static String newName() {
        return UUID.randomUUID().toString();
    }

    /** What is said of new rows of these tokens. */
    static String notice(String writer, Set<Long> hashes) {
        String which = hashes.size() > MOST_TOKENS
                ? MANY
                : hashes.stream().map(HexFormat.of()::toHexDigits).collect(Collectors.joining(","));
        return writer + " " + which;
    }

    private void heard(String notice) {
        List<String> words = List.of(notice.split(" ", 2));
        if (words.get(0).equals(self)) {
            return;
        }
        if (words.size() < 2 || words.get(1).equals(MANY)) {
            wakeups.wakeAll();
            return;
        }
        for (String hash : words.get(1).split(",")) {
            wakeups.wake(HexFormat.fromHexDigitsToLong(hash));
        }
    }

    @Override
    public void close() {
        notices.close();
    }
}
