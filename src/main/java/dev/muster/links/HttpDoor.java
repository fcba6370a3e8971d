package dev.muster.links;

import dev.muster.model.MusterException;
import dev.muster.model.Reply;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where a node that is dialled takes its parent's calls and messages: mount it on {@link #ENVELOPE} and {@link #SERVICE} for POST and on
 * {@link #PING} for GET, before any body handler. Only the parent that admitted this node can prove that it knows the node's own token.
 */
public final class HttpDoor implements Handler<HttpServerRequest> {
    /** Where envelopes are posted. */
    public static final String ENVELOPE = "/links/envelope";

    /** Where messages to services are posted. */
    public static final String SERVICE = "/links/service";

    /** Where the parent asks whether the node is there. */
    public static final String PING = "/links/ping";

    private static final long PAUSE_MILLIS = 20;

    private final Station station;
    private final OwnCredential own;
    private final HttpServices services;
    private final String boot = UUID.randomUUID() + "-";
    private final AtomicLong changes = new AtomicLong();
    private final AtomicBoolean telling = new AtomicBoolean();
    private volatile String parent = "";
    private volatile long heard = System.nanoTime();

    /** Takes calls for that station. */
    public HttpDoor(Station station, OwnCredential own) {
        this.station = station;
        this.own = own;
        this.services =
                new HttpServices(station.vertx(), station.settings().limits().message());
        station.tree().onChange((before, after) -> changed());
    }

    @Override
    public void handle(HttpServerRequest request) {
        String shown = String.valueOf(request.getHeader("Authorization"));
        if (parent.isEmpty() || !Digests.same(shown, "Bearer " + Digests.proof(own.token()))) {
            request.response().setStatusCode(401).end();
            return;
        }
        heard = System.nanoTime();
        if (request.path().equals(PING)) {
            report(request);
        } else if (request.path().equals(SERVICE)) {
            services.take(request, station.services()::ofParent);
        } else {
            take(request);
        }
    }

    /** Time since the parent was last heard. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heard);
    }

    /** This parent has admitted the node. */
    void admittedBy(String id) {
        parent = id;
        heard = System.nanoTime();
    }

    /** The parent is told that it has to ask, not what it will learn: changes that come together are told together. */
    private void changed() {
        changes.incrementAndGet();
        if (!parent.isEmpty() && !telling.getAndSet(true)) {
            station.vertx().setTimer(PAUSE_MILLIS, now -> {
                telling.set(false);
                station.links()
                        .ask(HttpReportDoor.CHANGED, null, Duration.ofSeconds(5))
                        .exceptionally(gone -> null);
            });
        }
    }

    /** A parent that does not know the newest state of what is below this node is told all of it. */
    private void report(HttpServerRequest request) {
        String revision = boot + changes.get();
        HttpServerResponse response = request.response().putHeader("ETag", revision);
        if (revision.equals(request.getHeader("If-None-Match"))) {
            response.setStatusCode(304).end();
            return;
        }
        Encoded nodes = Encoded.of(
                new MemberFrame.Nodes(TreeReport.below(station.tree()), List.of()),
                station.settings().limits().message());
        Buffer body = Buffer.buffer((int) nodes.length());
        nodes.segments().forEach(body::appendBytes);
        response.putHeader("Content-Type", "application/json").end(body);
    }

    private void take(HttpServerRequest request) {
        Context context = station.vertx().getOrCreateContext();
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() + part.length() > station.settings().limits().message()) {
                request.response().setStatusCode(413).end();
                request.connection().close();
            } else {
                body.appendBuffer(part);
            }
        });
        request.endHandler(end -> begin(context, request.response(), body));
    }

    private void begin(Context context, HttpServerResponse response, Buffer body) {
        CallFrame.Request call;
        try {
            List<Frame> frames = Frame.decode(Json.parse(new ByteArrayInputStream(body.getBytes())));
            if (frames.size() != 1
                    || !(frames.get(0) instanceof CallFrame.Request request)
                    || request.envelope().targets().isEmpty()) {
                throw new ProtocolError("the body must be one envelope that names its targets");
            }
            call = request;
        } catch (ProtocolError e) {
            response.setStatusCode(400).end();
            return;
        }
        response.setChunked(true).putHeader("Content-Type", "application/x-ndjson");
        InboundCall work = new InboundCall(
                call.envelope(),
                station.tree().self(),
                reply -> context.runOnContext(now -> write(response, call.call(), reply)),
                () -> context.runOnContext(now -> {
                    if (!response.closed() && !response.ended()) {
                        response.end();
                    }
                }));
        response.exceptionHandler(gone -> work.cancel());
        response.closeHandler(gone -> work.cancel());
        work.begin(() -> station.receiver().receive(call.envelope(), parent, true, work));
    }

    private void write(HttpServerResponse response, long call, Reply reply) {
        if (response.closed() || response.ended()) {
            return;
        }
        Encoded line;
        try {
            line = Encoded.of(
                    new CallFrame.Answer(call, reply),
                    station.settings().limits().message());
        } catch (MusterException e) {
            line = Encoded.of(new CallFrame.Answer(call, new Reply(reply.node(), e.failure())), LinkSettings.INLINE);
        }
        Buffer bytes = Buffer.buffer((int) line.length() + 1);
        line.segments().forEach(bytes::appendBytes);
        response.write(bytes.appendByte((byte) '\n'));
    }
}
