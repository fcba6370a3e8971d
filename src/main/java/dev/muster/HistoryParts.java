package dev.muster;

import dev.muster.camel.CallRows;
import dev.muster.camel.VirtualThreadWorkers;
import dev.muster.history.Answers;
import dev.muster.history.Feed;
import dev.muster.history.HistorySettings;
import dev.muster.history.HistoryStore;
import dev.muster.history.LateRows;
import dev.muster.history.Lookup;
import dev.muster.history.Neighbours;
import dev.muster.history.OtherHubs;
import dev.muster.history.Purge;
import dev.muster.history.Synchronisation;
import dev.muster.store.Database;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** What was done under each token, on this node and below. */
final class HistoryParts implements Part {
    private static final int READERS = 8;

    private final HistorySettings settings;
    private final HistoryStore store;
    private final ExecutorService readers = new VirtualThreadWorkers().createExecutor(Thread::new, READERS, READERS);
    private final Lookup lookup;
    private final Feed feed;
    private final Answers answers;
    private final Purge purge;
    private final OtherHubs others;
    private final @Nullable LateRows calls;

    HistoryParts(Settings given, Database database, String self) {
        settings = new HistorySettings(
                given.duration("muster.history.keep"),
                given.duration("muster.history.keep-instant"),
                given.integer("muster.history.message-size", 10_000, 250_000),
                given.integer("muster.history.answer-rows", 1, 1_000_000),
                given.integer("muster.history.lookup-rows", 1, 1_000_000),
                given.span("muster.nodes.synchistory-timeout"));
        store = new HistoryStore(database, Clock.systemUTC());
        lookup = new Lookup(store, settings, readers);
        feed = new Feed(store, readers);
        answers = new Answers(store, self, settings);
        purge = new Purge(database, settings, Clock.systemUTC());
        others = new OtherHubs(database, store);
        calls = given.flag("muster.history.operations") ? new LateRows(store) : null;
    }

    HistoryStore store() {
        return store;
    }

    Lookup lookup() {
        return lookup;
    }

    Feed feed() {
        return feed;
    }

    Answers answers() {
        return answers;
    }

    /** What is told of calls of operations. */
    CallRows calls() {
        return calls == null ? CallRows.NONE : new CallRows(calls::say);
    }

    Purge purge() {
        return purge;
    }

    Synchronisation synchronisation(Neighbours neighbours) {
        return new Synchronisation(store, settings, neighbours, System::nanoTime);
    }

    @Override
    public void closed() {
        if (calls != null) {
            calls.close();
        }
        others.close();
        readers.shutdownNow();
    }
}
