package dev.muster.links;

import dev.muster.model.Envelope;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.MusterException;
import dev.muster.model.Reply;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The link to a node that is dialled: each envelope is a POST whose response carries one reply per line, as they come. */
final class HttpLink implements Link, ChildLink {
    private final Station station;
    private final HttpClient client;
    private final Context context;
    private final String id;
    private final String address;
    private final String proof;
    private final Runnable lost;
    private final PendingCalls calls;
    private final HttpMessages messages;
    private final Map<Long, HttpClientRequest> requests = new ConcurrentHashMap<>();
    private final HttpPulse pulse;

    /** Created on an event loop; {@code lost} is run when the node has been silent for too long. */
    HttpLink(
            Station station, HttpClient client, MemberFrame.Hello hello, String token, Subtree subtree, Runnable lost) {
        this.station = station;
        this.client = client;
        this.context = station.vertx().getOrCreateContext();
        this.id = hello.id();
        this.address = hello.address().replaceAll("/+$", "");
        this.proof = Digests.proof(token);
        this.lost = lost;
        this.calls = new PendingCalls(station.vertx(), context, this::abandon);
        this.messages = new HttpMessages(
                client,
                () -> options(HttpMethod.POST, HttpDoor.SERVICE),
                station.settings().limits().message());
        this.pulse = new HttpPulse(
                station,
                hello.id(),
                () -> client.request(options(HttpMethod.GET, HttpDoor.PING)),
                nodes -> subtree.apply(id, nodes, this),
                this::end);
    }

    /** True when a node that announces itself again would be reached over this very link: what is in flight goes on. */
    boolean serves(MemberFrame.Hello hello, String token) {
        boolean same = address.equals(hello.address().replaceAll("/+$", "")) && proof.equals(Digests.proof(token));
        if (same) {
            heard();
        }
        return same;
    }

    /** Whether this is the node's own token. */
    boolean isOf(String token) {
        return Digests.same(proof, Digests.proof(token));
    }

    /** The node said something. */
    void heard() {
        pulse.heard();
    }

    /** Asks at once what is below the node, because it says that this has changed. */
    void look() {
        context.runOnContext(now -> pulse.ask());
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
            Buffer body = HttpMessages.bytes(
                    new CallFrame.Request(call.number(), 0, envelope),
                    station.settings().limits().message());
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
        return messages.ask(service, message, limit);
    }

    @Override
    public Duration silence() {
        return pulse.silence();
    }

    @Override
    public int inbound() {
        return 0;
    }

    @Override
    public long queued() {
        return messages.pending();
    }

    @Override
    public void end(String reason) {
        context.runOnContext(now -> {
            pulse.stop();
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
        heard();
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
}
