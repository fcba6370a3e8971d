package dev.muster.links;

import dev.muster.model.ErrorCode;
import dev.muster.model.LinkKind;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.tls.ClientNames;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The accepting side of the WebSocket link: mount it on {@link #PATH} for GET, before any body handler. The server must be set up
 * with {@link LinkSettings#serve}.
 */
public final class Doorman implements Handler<HttpServerRequest> {
    /** Where nodes dial in. */
    public static final String PATH = "/links/" + Frame.SUB_PROTOCOL;

    private static final String BEARER = "Bearer ";

    private final Station station;
    private final Credentials credentials;
    private final Admission admission;
    private final Subtree subtree;
    private final AtomicInteger strangers = new AtomicInteger();

    /** Admits children to that station. */
    public Doorman(Station station, Credentials credentials) {
        this.station = station;
        this.credentials = credentials;
        this.admission = new Admission(station, credentials);
        this.subtree = new Subtree(station);
        station.trust().onChange(anchor -> station.links()
                .all()
                .forEach(child -> child.tell(new MemberFrame.AnchorChanged(anchor.hub(), anchor.publicKey()))));
    }

    @Override
    public void handle(HttpServerRequest request) {
        String authorization = request.getHeader("Authorization");
        boolean bearer = authorization != null && authorization.startsWith(BEARER);
        Set<String> names = ClientNames.of(request);
        if (!bearer && names.isEmpty()) {
            refuse(request, 401, ErrorCode.NOT_AUTHENTIC);
        } else if (strangers.incrementAndGet() > station.settings().limits().strangers()) {
            strangers.decrementAndGet();
            refuse(request, 503, ErrorCode.TOO_MANY_REQUESTS);
        } else {
            Admission.Shown shown = new Admission.Shown(
                    bearer ? authorization.substring(BEARER.length()).trim() : "", names);
            request.toWebSocket().onComplete(upgraded -> {
                if (upgraded.succeeded()) {
                    new Stranger(upgraded.result(), shown);
                } else {
                    strangers.decrementAndGet();
                }
            });
        }
    }

    /** Sockets that have not joined yet. */
    public int strangers() {
        return strangers.get();
    }

    /** Gives a connected child a new token of its own; the old one is void. Blocks; false when it is not connected. */
    public boolean rotate(String child) {
        return station.links()
                .child(child)
                .map(link -> {
                    link.tell(new MemberFrame.NewCredential(credentials.issue(child)));
                    return true;
                })
                .orElse(false);
    }

    Subtree subtree() {
        return subtree;
    }

    Admission admission() {
        return admission;
    }

    private static void refuse(HttpServerRequest request, int status, ErrorCode code) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json; charset=utf-8")
                .end("{\"title\":\"" + code.kind().title() + "\",\"detail\":\"" + code.message()
                        + "\",\"remediation\":\"" + code.remediation() + "\",\"error\":" + code.code() + "}");
    }

    /** A socket that has not joined yet: one hello, in time, is all it may send. */
    private final class Stranger implements Wire.Speaker {
        private final ServerWebSocket socket;
        private final Admission.Shown shown;
        private final Wire wire;
        private final long timer;
        private boolean spoken;
        private boolean counted = true;

        Stranger(ServerWebSocket socket, Admission.Shown shown) {
            this.socket = socket;
            this.shown = shown;
            this.wire = new Wire(station.vertx(), socket, station.settings(), this);
            this.timer = station.vertx()
                    .setTimer(station.settings().limits().hello().toMillis(), late -> wire.close("no hello in time"));
        }

        @Override
        public void frame(Frame frame) {
            if (spoken || !(frame instanceof MemberFrame.Hello hello)) {
                throw new ProtocolError("the first frame must be one hello, then the welcome must be awaited");
            }
            spoken = true;
            wire.context()
                    .executeBlocking(() -> admission.admit(hello, shown), false)
                    .onComplete(decided -> {
                        leave();
                        if (decided.succeeded()) {
                            welcome(decided.result());
                        } else if (decided.cause() instanceof Admission.RefusedException refused) {
                            station.alarm()
                                    .raise(
                                            String.valueOf(socket.remoteAddress()),
                                            "was refused: " + refused.failure().message());
                            wire.closeAfter(refused.frame());
                        } else {
                            wire.close("the credential could not be checked");
                        }
                    });
        }

        private void welcome(Admission.Admitted admitted) {
            MemberFrame.Hello hello = admitted.hello();
            if (wire.closed()) {
                return;
            }
            Trust.Anchor anchor = station.trust().anchor();
            Node child = new Node(
                    hello.id(),
                    station.tree().self(),
                    hello.role(),
                    LinkKind.WEBSOCKET,
                    hello.address().isEmpty() ? socket.remoteAddress().hostAddress() : hello.address(),
                    hello.labels(),
                    Set.of(),
                    hello.version(),
                    NodeState.CONNECTED,
                    Instant.now());
            new ChildSession(station, subtree, wire, hello.id())
                    .begin(
                            child,
                            new MemberFrame.Welcome(
                                    station.tree().self(), anchor.hub(), anchor.publicKey(), admitted.token()));
        }

        private void leave() {
            if (counted) {
                counted = false;
                strangers.decrementAndGet();
                station.vertx().cancelTimer(timer);
            }
        }

        @Override
        public void closed(String reason) {
            leave();
        }
    }
}
