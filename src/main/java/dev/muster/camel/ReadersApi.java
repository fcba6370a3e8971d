package dev.muster.camel;

import dev.muster.events.EventsRefusal;
import dev.muster.model.Caller;
import dev.muster.model.Permission;
import dev.muster.security.Authorization;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The steps of the routes that show the readers of events and what became of their tasks. Thread-safe; waits for Kafka and SQL. */
public final class ReadersApi {
    private static final Permission READ = Permission.parse("event:read node:id:*");
    private static final Permission INGEST = Permission.parse("event:ingest node:id:*");

    private final Supplier<EventReaders> readers;
    private final Authorization authorization;
    private final String self;

    /**
     * Shows readers to callers who may read events on this node.
     *
     * @param readers throws {@link EventsRefusal} while there are none
     */
    public ReadersApi(Supplier<EventReaders> readers, Authorization authorization, String self) {
        this.readers = readers;
        this.authorization = authorization;
        this.self = self;
    }

    /** All readers that asked lately. */
    public EventAnswer list(Caller caller) {
        return answered(caller, READ, () -> readers.get().list());
    }

    /** Reports tasks that are lost now; for callers who may publish, since that publishes statuses. */
    public EventAnswer reportLost(Caller caller) {
        return answered(caller, INGEST, () -> readers.get().reportLost());
    }

    private EventAnswer answered(Caller caller, Permission permission, Supplier<Map<String, Object>> work) {
        try {
            if (!authorization
                    .access(caller, permission, Set.of(self), Set.of(self))
                    .denied()
                    .isEmpty()) {
                throw new EventsRefusal(403, "forbidden", "it takes " + permission.action() + " on node:id:" + self);
            }
            return EventAnswer.ok(Json.text(work.get()).getBytes(StandardCharsets.UTF_8));
        } catch (EventsRefusal e) {
            return EventAnswer.refused(e);
        }
    }
}
