package dev.muster.links;

import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.List;

/**
 * What a process may set about its links.
 *
 * @param keepAlive when a silent peer is asked, doubted and given up
 * @param limits what a peer may take
 * @param backOffLeast shortest pause between two attempts to reach the parent
 * @param backOffMost longest pause
 * @param sessionAge a connection of a child is closed at this age, so that it shows its credential again (specs/node-proxy.md section 8.2)
 */
public record LinkSettings(
        KeepAlive keepAlive, Limits limits, Duration backOffLeast, Duration backOffMost, Duration sessionAge) {
    /** Time that whoever waits on a link adds to the deadline of whoever works (design section 4). */
    public static final Duration GRACE = Duration.ofMillis(100);

    /** Larger frames travel as chunks, in bytes. */
    static final int INLINE = 256 * 1024;

    /** Data in one chunk, in bytes. */
    static final int CHUNK = 128 * 1024;

    /** Largest WebSocket frame and message either side accepts: a batch of frames that fit inline. */
    private static final int FRAME = 1024 * 1024;

    /** The values of the settings' defaults. */
    public static final LinkSettings DEFAULTS = new LinkSettings(
            new KeepAlive(Duration.ofSeconds(10), Duration.ofSeconds(25), Duration.ofSeconds(60)),
            new Limits(256L << 20, 1L << 30, 64L << 20, 10, Duration.ofSeconds(30), 256, Duration.ofSeconds(5)),
            Duration.ofMillis(100),
            Duration.ofSeconds(10),
            Duration.ofHours(24));

    /**
     * Liveness of a connection, by the time since the peer was last heard.
     *
     * @param interval after this it is pinged
     * @param degradedAfter after this its state is degraded
     * @param disconnectedAfter after this the connection is closed
     */
    public record KeepAlive(Duration interval, Duration degradedAfter, Duration disconnectedAfter) {}

    /**
     * Bounds of one connection.
     *
     * @param message bytes of one message; more is error 3050 for that call
     * @param file bytes of one file sent before a call; more is error 3050
     * @param queue characters of small frames that wait to be sent; more is error 3018
     * @param streams chunked messages and files that one peer may send at a time; more is error 3051
     * @param stall time without a chunk after which a stream ends as 3039
     * @param strangers sockets that have not yet joined, over all peers
     * @param hello time a socket has to join
     */
    public record Limits(
            long message, long file, long queue, int streams, Duration stall, int strangers, Duration hello) {}

    /** The same settings with other keep-alives. */
    public LinkSettings with(KeepAlive other) {
        return new LinkSettings(other, limits, backOffLeast, backOffMost, sessionAge);
    }

    /** The same settings with other limits. */
    public LinkSettings with(Limits other) {
        return new LinkSettings(keepAlive, other, backOffLeast, backOffMost, sessionAge);
    }

    /** The same settings with other pauses between attempts. */
    public LinkSettings withBackOff(Duration least, Duration most) {
        return new LinkSettings(keepAlive, limits, least, most, sessionAge);
    }

    /** The same settings with another age at which children show their credential again. */
    public LinkSettings withSessionAge(Duration other) {
        return new LinkSettings(keepAlive, limits, backOffLeast, backOffMost, other);
    }

    /** Sets what a server needs to accept links: sub-protocol, frame limits, no compression, no delay. */
    public static HttpServerOptions serve(HttpServerOptions options) {
        return options.setWebSocketSubProtocols(List.of(Frame.SUB_PROTOCOL))
                .setMaxWebSocketFrameSize(FRAME)
                .setMaxWebSocketMessageSize(FRAME)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setWebSocketClosingTimeout(2)
                .setTcpNoDelay(true);
    }

    /** A connection that is silent beyond keep-alive is closed below us too: that ends an upgrade that nobody answers. */
    static io.vertx.core.http.WebSocketClientOptions client(KeepAlive keepAlive) {
        return new io.vertx.core.http.WebSocketClientOptions()
                .setMaxFrameSize(FRAME)
                .setMaxMessageSize(FRAME)
                .setTryUsePerFrameCompression(false)
                .setTryUsePerMessageCompression(false)
                .setClosingTimeout(2)
                .setConnectTimeout(5_000)
                .setReadIdleTimeout((int) keepAlive.disconnectedAfter().toSeconds() + 5)
                .setTcpNoDelay(true)
                .setMaxConnections(10_000);
    }
}
