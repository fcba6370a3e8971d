package dev.muster.links;

import dev.muster.model.ErrorCode;
import dev.muster.model.LinkKind;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Where a node that wants to be dialled announces itself: mount it on {@link #PATH} for POST, before any body handler. */
public final class HttpJoinDoor implements Handler<HttpServerRequest> {
    /** Where the hello is posted. */
    public static final String PATH = "/links/join";

    private static final int HELLO = 64 * 1024;

    private final Station station;
    private final Doorman doorman;
    private final HttpClient client;

    /** Shares admission with the doorman. */
    public HttpJoinDoor(Station station, Doorman doorman) {
        this.station = station;
        this.doorman = doorman;
        this.client = station.vertx()
                .createHttpClient(new HttpClientOptions()
                        .setTcpNoDelay(true)
                        .setMaxPoolSize(64)
                        .setConnectTimeout(5_000));
    }

    @Override
    public void handle(HttpServerRequest request) {
        String shown = String.valueOf(request.getHeader("Authorization"));
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() + part.length() > HELLO) {
                request.connection().close();
            } else {
                body.appendBuffer(part);
            }
        });
        request.endHandler(end ->
                decide(request, shown.startsWith("Bearer ") ? shown.substring(7).trim() : "", body));
    }

    private void decide(HttpServerRequest request, String token, Buffer body) {
        MemberFrame.Hello hello;
        try {
            List<Frame> frames = Frame.decode(Json.parse(body.toString()));
            if (frames.size() != 1 || !(frames.get(0) instanceof MemberFrame.Hello given)) {
                throw new ProtocolError("the body must be one hello");
            }
            hello = given;
            URI address = URI.create(hello.address());
            if (address.getHost() == null || !List.of("http", "https").contains(String.valueOf(address.getScheme()))) {
                throw new ProtocolError("the address must be an http or https URL");
            }
        } catch (ProtocolError | IllegalArgumentException e) {
            answer(
                    request,
                    400,
                    new MemberFrame.Refused(ErrorCode.BAD_PARAMETER.code(), String.valueOf(e.getMessage())));
            return;
        }
        station.vertx()
                .executeBlocking(() -> doorman.admission().admit(hello, Admission.Shown.of(token)), false)
                .onComplete(decided -> {
                    if (decided.succeeded()) {
                        welcome(request, decided.result(), token);
                    } else if (decided.cause() instanceof Admission.RefusedException refused) {
                        station.alarm()
                                .raise(
                                        String.valueOf(request.remoteAddress()),
                                        "was refused: " + refused.failure().message());
                        answer(request, 403, refused.frame());
                    } else {
                        answer(
                                request,
                                500,
                                new MemberFrame.Refused(
                                        ErrorCode.INTERNAL.code(), "the credential could not be checked"));
                    }
                });
    }

    private void welcome(HttpServerRequest request, Admission.Admitted admitted, String presented) {
        MemberFrame.Hello hello = admitted.hello();
        String token = admitted.token() == null ? presented : admitted.token();
        boolean known = station.links().child(hello.id()).orElse(null) instanceof HttpLink before
                && before.serves(hello, token);
        if (!known) {
            connect(hello, token);
        }
        doorman.subtree()
                .connected(new Node(
                        hello.id(),
                        station.tree().self(),
                        hello.role(),
                        LinkKind.HTTP,
                        hello.address(),
                        hello.labels(),
                        Set.of(),
                        hello.version(),
                        NodeState.CONNECTED,
                        Instant.now()));
        Trust.Anchor anchor = station.trust().anchor();
        answer(
                request,
                200,
                new MemberFrame.Welcome(station.tree().self(), anchor.hub(), anchor.publicKey(), admitted.token()));
    }

    private void connect(MemberFrame.Hello hello, String token) {
        HttpLink[] link = new HttpLink[1];
        link[0] = new HttpLink(station, client, hello, token, doorman.subtree(), () -> {
            if (station.links().remove(hello.id(), link[0])) {
                doorman.subtree().disconnected(hello.id());
            }
        });
        station.links().add(hello.id(), link[0]);
    }

    private static void answer(HttpServerRequest request, int status, Frame frame) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(Encoded.of(frame, LinkSettings.INLINE).text());
    }
}
