package dev.muster.camel;

import dev.muster.events.EventsRefusal;
import dev.muster.events.filter.ReaderRequest;
import dev.muster.model.Permission;
import dev.muster.security.Authorization;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who may read events on this node, and what they ask for. Thread-safe. */
public final class EventDoor {
    private static final Permission READ = Permission.parse("event:read node:id:*");

    private final Authorization authorization;
    private final String self;
    private final ReaderRequest.Limits limits;

    /** The door of a node. */
    public EventDoor(Authorization authorization, String self, ReaderRequest.Limits limits) {
        this.authorization = authorization;
        this.self = self;
        this.limits = limits;
    }

    /** Lets those pass who may read. @throws EventsRefusal 403 for others */
    void admit(RoutingContext ctx) {
        boolean denied = !authorization
                .access(Admission.of(ctx).caller(), READ, Set.of(self), Set.of(self))
                .denied()
                .isEmpty();
        if (denied) {
            throw new EventsRefusal(403, "forbidden", "it takes event:read on node:id:" + self);
        }
    }

    /** The parameters; the caller may change them. */
    static Map<String, List<String>> query(RoutingContext ctx) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        ctx.queryParams()
                .names()
                .forEach(name -> query.put(name, ctx.queryParams().getAll(name)));
        return query;
    }

    /** What is asked for. @throws EventsRefusal 422 for what is not valid */
    ReaderRequest request(RoutingContext ctx, boolean task, Map<String, List<String>> query) {
        return ReaderRequest.of(ctx.pathParam("model"), task, query, limits);
    }
}
