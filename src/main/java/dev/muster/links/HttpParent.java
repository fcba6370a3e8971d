package dev.muster.links;

import dev.muster.model.ErrorCode;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The tie of a node that is dialled to the parent that dials it: no calls go up, but messages do, to where the node announced itself. */
final class HttpParent implements ParentLink {
    private final HttpMessages messages;

    HttpParent(Station station, HttpClient client, URI parent, OwnCredential own) {
        this.messages = new HttpMessages(
                client,
                () -> new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setAbsoluteURI(parent.toString().replaceAll("/+$", "") + HttpReportDoor.PATH)
                        .putHeader("Authorization", "Bearer " + own.token())
                        .putHeader(HttpReportDoor.NODE, station.tree().self()),
                station.settings().limits().message());
    }

    @Override
    public Link link() {
        return new AbsentLink("", ErrorCode.NO_PARENT);
    }

    @Override
    public CompletionStage<@Nullable Object> ask(String service, @Nullable Object message, Duration limit) {
        return messages.ask(service, message, limit);
    }

    @Override
    public int inbound() {
        return 0;
    }

    @Override
    public long queued() {
        return messages.pending();
    }
}
