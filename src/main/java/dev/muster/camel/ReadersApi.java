package dev.muster.camel;

import dev.muster.events.EventsRefusal;
import dev.muster.model.Caller;
import dev.muster.model.Permission;
import dev.muster.security.Authorization;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Supplier;

/** The step of the route that shows the readers of events. Thread-safe; waits for Kafka and SQL. */
public final class ReadersApi {
    private static final Permission READ = Permission.parse("event:read node:id:*");

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
        try {
            if (!authorization
                    .access(caller, READ, Set.of(self), Set.of(self))
                    .denied()
                    .isEmpty()) {
                throw new EventsRefusal(403, "forbidden", "it takes event:read on node:id:" + self);
            }
            return EventAnswer.ok(Json.text(readers.get().list()).getBytes(StandardCharsets.UTF_8));
        } catch (EventsRefusal e) {
            return EventAnswer.refused(e);
        }
    }
}
