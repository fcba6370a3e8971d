package dev.muster.links;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where a node that is dialled sends messages to its parent: mount it on {@link #PATH} for POST, before any body handler. Only a node that is
 * known and dialled at this moment is heard, with the token that it announced itself with.
 */
public final class HttpReportDoor implements Handler<HttpServerRequest> {
    /** Where messages are posted. */
    public static final String PATH = "/links/report";

    /** Header with the id of the node that speaks. */
    static final String NODE = "Muster-Node";

    /** The message that says that something changed below the node. */
    static final String CHANGED = "link.changed";

    private final Station station;
    private final HttpServices services;

    /** Hands messages to the services of that station. */
    public HttpReportDoor(Station station) {
        this.station = station;
        this.services =
                new HttpServices(station.vertx(), station.settings().limits().message());
    }

    @Override
    public void handle(HttpServerRequest request) {
        String shown = String.valueOf(request.getHeader("Authorization"));
        String id = String.valueOf(request.getHeader(NODE));
        ChildLink child = station.links().child(id).orElse(null);
        if (child instanceof HttpLink link && shown.startsWith("Bearer ") && link.isOf(shown.substring(7))) {
            link.heard();
            services.take(request, (service, message) -> serve(link, id, service, message));
        } else {
            request.response().setStatusCode(401).end();
        }
    }

    private CompletionStage<@Nullable Object> serve(
            HttpLink link, String id, String service, @Nullable Object message) {
        if (service.equals(CHANGED)) {
            link.look();
            return CompletableFuture.completedFuture(true);
        }
        return station.services().call(service, message, id);
    }
}
