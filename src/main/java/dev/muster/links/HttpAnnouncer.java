package dev.muster.links;

import dev.muster.model.Node;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Announces a node that is dialled to its parent, and again whenever the parent has been silent, so that it survives its restart. */
public final class HttpAnnouncer {
    private static final Logger LOG = LoggerFactory.getLogger(HttpAnnouncer.class);

    private final Station station;
    private final URI parent;
    private final String address;
    private final OwnCredential own;
    private final HttpDoor door;
    private final HttpClient client;
    private final HttpParent tie;
    private volatile boolean stopped;
    private volatile String refusal = "";
    private volatile boolean admitted;
    private int attempts;

    /**
     * Announces to that parent.
     *
     * @param address URL at which the parent reaches this node's door
     */
    public HttpAnnouncer(Station station, URI parent, String address, OwnCredential own, HttpDoor door) {
        this.station = station;
        this.parent = parent;
        this.address = address;
        this.own = own;
        this.door = door;
        this.client = station.vertx()
                .createHttpClient(new HttpClientOptions()
                        .setTcpNoDelay(true)
                        .setMaxPoolSize(16)
                        .setConnectTimeout(5_000));
        this.tie = new HttpParent(station, client, parent, own);
    }

    /** Begins to announce; returns at once. */
    public void start() {
        station.vertx().getOrCreateContext().runOnContext(now -> announce());
    }

    /** Announces no more; the parent notices by its pings. */
    public void stop() {
        stopped = true;
        station.links().parent(null);
        client.close();
    }

    /** True while the parent knows this node and pings it. */
    public boolean connected() {
        return admitted
                && door.silence().compareTo(station.settings().keepAlive().degradedAfter()) < 0;
    }

    /** Why the parent refused this node the last time; empty when it did not. */
    public String refusal() {
        return refusal;
    }

    private void announce() {
        if (stopped) {
            return;
        }
        Node self = station.tree().selfNode();
        MemberFrame.Hello hello = new MemberFrame.Hello(
                Frame.PROTOCOL, station.cluster(), self.id(), self.role(), self.version(), address, self.labels());
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(parent.toString().replaceAll("/+$", "") + HttpJoinDoor.PATH)
                .setTimeout(10_000)
                .putHeader("Authorization", "Bearer " + own.token())
                .putHeader("Content-Type", "application/json");
        client.request(options)
                .compose(request -> request.send(
                        Buffer.buffer(Encoded.of(hello, LinkSettings.INLINE).text())))
                .compose(HttpClientResponse::body)
                .map(body -> Frame.decode(Json.parse(body.toString())))
                .compose(this::answered)
                .onComplete(done -> {
                    if (done.failed()) {
                        LOG.debug(
                                "Parent {} did not take the announcement: {}",
                                parent,
                                done.cause().getMessage());
                    }
                    boolean in = done.succeeded() && done.result();
                    attempts = in ? 0 : attempts + 1;
                    later(in ? station.settings().keepAlive().interval() : Dialer.pause(attempts, station.settings()));
                });
    }

    private io.vertx.core.Future<Boolean> answered(List<Frame> frames) {
        if (frames.size() == 1 && frames.get(0) instanceof MemberFrame.Welcome welcome) {
            refusal = "";
            return station.vertx()
                    .executeBlocking(
                            () -> {
                                if (welcome.token() != null) {
                                    own.keep(welcome.token());
                                }
                                station.trust().learn(new Trust.Anchor(welcome.hub(), welcome.key()));
                                door.admittedBy(welcome.parent());
                                station.links().parent(tie);
                                admitted = true;
                                return true;
                            },
                            true);
        }
        if (frames.size() == 1 && frames.get(0) instanceof MemberFrame.Refused refused) {
            refusal = refused.code() + " " + refused.detail();
            LOG.warn("Parent {} refused this node: {}", parent, refusal);
        }
        return io.vertx.core.Future.succeededFuture(false);
    }

    private void later(Duration pause) {
        if (!stopped) {
            station.vertx().setTimer(Math.max(1, pause.toMillis()), now -> {
                if (connected()) {
                    later(station.settings().keepAlive().interval());
                } else {
                    announce();
                }
            });
        }
    }
}
