package dev.muster.links;

import dev.muster.model.Node;
import dev.muster.model.NodeState;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Asks a node that is dialled whether it is there, and what is below it when that has changed. */
final class HttpPulse {
    private final Station station;
    private final String id;
    private final Supplier<Future<HttpClientRequest>> dial;
    private final Consumer<MemberFrame.Nodes> news;
    private final Consumer<String> lost;
    private final long timer;
    private volatile long heard = System.nanoTime();
    private volatile String revision = "none";
    private NodeState state = NodeState.CONNECTED;

    /**
     * Begins to ask.
     *
     * @param dial opens the request of one question
     * @param news told what is below the node; fails with a {@link ProtocolError} when that cannot be
     * @param lost told why the node is given up
     */
    HttpPulse(
            Station station,
            String id,
            Supplier<Future<HttpClientRequest>> dial,
            Consumer<MemberFrame.Nodes> news,
            Consumer<String> lost) {
        this.station = station;
        this.id = id;
        this.dial = dial;
        this.news = news;
        this.lost = lost;
        this.timer = station.vertx()
                .setPeriodic(station.settings().keepAlive().interval().toMillis(), tick -> beat());
    }

    /** The node said something. */
    void heard() {
        heard = System.nanoTime();
    }

    /** Time since the node was last heard. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heard);
    }

    /** Asks no more. */
    void stop() {
        station.vertx().cancelTimer(timer);
    }

    /** Asks now. */
    void ask() {
        dial.get()
                .compose(request -> {
                    request.idleTimeout(
                            station.settings().keepAlive().degradedAfter().toMillis());
                    return request.putHeader("If-None-Match", revision).send();
                })
                .onSuccess(this::answered);
    }

    private void beat() {
        LinkSettings.KeepAlive times = station.settings().keepAlive();
        Duration silence = silence();
        if (silence.compareTo(times.disconnectedAfter()) >= 0) {
            lost.accept("nothing heard for " + silence.toMillis() + " ms");
            return;
        }
        var now = silence.compareTo(times.degradedAfter()) >= 0 ? NodeState.DEGRADED : NodeState.CONNECTED;
        if (now != state) {
            state = now;
            station.tree().update(id, node -> node.withState(now, null));
        }
        ask();
    }

    private void answered(HttpClientResponse response) {
        if (response.statusCode() == 304) {
            heard();
        } else if (response.statusCode() == 200) {
            heard();
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
            news.accept(new MemberFrame.Nodes(told.nodes(), gone));
            revision = newest;
        } catch (ProtocolError e) {
            lost.accept(e.getMessage());
        }
    }
}
