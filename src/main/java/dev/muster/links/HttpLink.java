package dev.muster.links;

import dev.muster.model.Envelope;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.MusterException;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.model.Reply;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The link to a node that is dialled: each envelope is a POST whose response carries one reply per line, as they come. */
final class HttpLink implements Link, ChildLink {
    private final Station station;
    private final HttpClient client;
    private final Context context;
    private final String id;
    private final String address;
    private final String proof;
    private final Subtree subtree;
    private final Runnable lost;
    private final PendingCalls calls;
    private final Map<Long, HttpClientRequest> requests = new ConcurrentHashMap<>();
    private final long timer;
    private volatile long heard = System.nanoTime();
    private volatile String revision = "none";
    private NodeState state = NodeState.CONNECTED;

    /** Created on an event loop; {@code lost} is run when the node has been silent for too long. */
    HttpLink(
            Station station, HttpClient client, MemberFrame.Hello hello, String token, Subtree subtree, Runnable lost) {
        this.station = station;
        this.client = client;
        this.context = station.vertx().getOrCreateContext();
        this.id = hello.id();
        this.address = hello.address().replaceAll("/+$", "");
        this.proof = Digests.proof(token);
        this.subtree = subtree;
        this.lost = lost;
        this.calls = new PendingCalls(station.vertx(), context, this::abandon);
        this.timer = station.vertx()
                .setPeriodic(station.settings().keepAlive().interval().toMillis(), tick -> ping());
    }

    /** True when a node that announces itself again would be reached over this very link: what is in flight goes on. */
    boolean serves(MemberFrame.Hello hello, String token) {
        boolean same = address.equals(hello.address().replaceAll("/+$", "")) && proof.equals(Digests.proof(token));
        if (same) {
            heard = System.nanoTime();
        }
        return same;
    }

    @Override
    public CompletionStage<List<Reply>> send(Envelope envelope, Consumer<Reply> progress) {
        PendingCall call = calls.open(envelope, id, progress);
        if (call.done().isDone()) {
            return call.done();
        }
        if (envelope.arguments().containsKey(TmpFiles.ARGUMENT)) {
            call.failAll(Failure.of(ErrorCode.CANNOT_SEND, "an HTTP link carries no files"));
            return call.done();
        }
        try {
            Encoded encoded = Encoded.of(
                    new CallFrame.Request(call.number(), 0, envelope),
                    station.settings().limits().message());
            Buffer body = Buffer.buffer((int) encoded.length());
            encoded.segments().forEach(body::appendBytes);
            context.runOnContext(now -> post(call, body));
        } catch (MusterException e) {
            call.failAll(e.failure());
        }
        return call.done();
    }

    @Override
    public void cancel(String token) {
        calls.cancel(token);
    }

    @Override
    public int pending() {
        return calls.size();
    }

    @Override
    public Link link() {
        return this;
    }

    @Override
    public void tell(Frame frame) {
        // a node that is dialled learns of nothing but calls
    }

    @Override
    public CompletionStage<@Nullable Object> ask(String service, @Nullable Object message, Duration limit) {
        return CompletableFuture.failedFuture(
                new MusterException(ErrorCode.CANNOT_SEND, "an HTTP link carries no messages to services"));
    }

    @Override
    public Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heard);
    }

    @Override
    public int inbound() {
        return 0;
    }

    @Override
    public long queued() {
        return 0;
    }

    @Override
    public void end(String reason) {
        context.runOnContext(now -> {
            station.vertx().cancelTimer(timer);
            calls.close(Failure.of(ErrorCode.NO_ANSWER));
            lost.run();
        });
    }

    private RequestOptions options(HttpMethod method, String path) {
        return new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(address + path)
                .putHeader("Authorization", "Bearer " + proof);
    }

    private void post(PendingCall call, Buffer body) {
        client.request(options(HttpMethod.POST, HttpDoor.ENVELOPE)).onComplete(opened -> {
            if (opened.failed()) {
                call.failAll(Failure.of(ErrorCode.NODE_NOT_CONNECTED));
            } else if (call.done().isDone()) {
                opened.result().reset();
            } else {
                requests.put(call.number(), opened.result());
                opened.result()
                        .response()
                        .onSuccess(response -> read(call, response))
                        .onFailure(gone -> over(call, lost()));
                opened.result().send(body);
            }
        });
    }

    private void read(PendingCall call, HttpClientResponse response) {
        heard = System.nanoTime();
        if (response.statusCode() != 200) {
            boolean stranger = response.statusCode() == 401;
            over(call, Failure.of(stranger ? ErrorCode.NOT_AUTHENTIC : ErrorCode.PEER_ERROR));
            return;
        }
        ReplyLines lines = new ReplyLines(
                context,
                station.settings().limits().message(),
                answer -> calls.answer(call.number(), answer.reply()),
                failure -> {
                    over(call, failure);
                    response.request().reset();
                });
        response.exceptionHandler(gone -> over(call, lost()));
        response.endHandler(end -> lines.end());
        response.handler(lines);
    }

    private void over(PendingCall call, Failure failure) {
        requests.remove(call.number());
        call.failAll(failure);
    }

    private void abandon(PendingCall call) {
        HttpClientRequest request = requests.remove(call.number());
        if (request != null) {
            request.reset();
        }
    }

    private static Failure lost() {
        return Failure.of(ErrorCode.NO_ANSWER);
    }

    private void ping() {
        LinkSettings.KeepAlive times = station.settings().keepAlive();
        Duration silence = silence();
        if (silence.compareTo(times.disconnectedAfter()) >= 0) {
            end("nothing heard for " + silence.toMillis() + " ms");
            return;
        }
        var now = silence.compareTo(times.degradedAfter()) >= 0 ? NodeState.DEGRADED : NodeState.CONNECTED;
        if (now != state) {
            state = now;
            station.tree().update(id, node -> node.withState(now, null));
        }
        client.request(options(HttpMethod.GET, HttpDoor.PING)
                        .putHeader("If-None-Match", revision)
                        .setIdleTimeout(times.degradedAfter().toMillis()))
                .compose(HttpClientRequest::send)
                .onSuccess(this::pong);
    }

    private void pong(HttpClientResponse response) {
        if (response.statusCode() == 304) {
            heard = System.nanoTime();
        } else if (response.statusCode() == 200) {
            heard = System.nanoTime();
            response.body().onSuccess(body -> learn(body, response.getHeader("ETag")));
        }
    }

    /** What is below the node, as it is now; what it does not tell of any more is gone. */
    private void learn(Buffer body, String newest) {
        try {
            List<Frame> frames = Frame.decode(Json.parse(new ByteArrayInputStream(body.getBytes())));
            if (frames.size() != 1 || !(frames.get(0) instanceof MemberFrame.Nodes told)) {
                throw new ProtocolError("a ping is answered with the nodes below");
            }
            Set<String> there = told.nodes().stream().map(Node::id).collect(Collectors.toSet());
            List<String> gone = station.tree().under(id).stream()
                    .map(Node::id)
                    .filter(node -> !node.equals(id) && !there.contains(node))
                    .toList();
            subtree.apply(id, new MemberFrame.Nodes(told.nodes(), gone), this);
            revision = newest;
        } catch (ProtocolError e) {
            end(e.getMessage());
        }
    }
}
