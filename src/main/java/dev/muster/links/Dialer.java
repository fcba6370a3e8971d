package dev.muster.links;

import dev.muster.model.Node;
import dev.muster.tls.Certificates;
import io.vertx.core.Context;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one connection to the parent: dials, says hello, comes back after every loss with growing, jittered pauses. Thread-safe. */
public final class Dialer {
    private static final Logger LOG = LoggerFactory.getLogger(Dialer.class);

    /** A connection that lasts less does not shorten the pauses: two processes with one token would replace each other without end. */
    private static final Duration STABLE = Duration.ofSeconds(1);

    private final Station station;
    private final URI parent;
    private final OwnCredential own;
    private final Subtree subtree;
    private final TreeReport report;
    private final Context context;
    private final WebSocketClient client;
    private final @Nullable Certificates certificates;
    private Consumer<String> onRefused = reason -> {};
    private volatile String refusal = "";
    private volatile boolean stopped;
    private @Nullable Wire wire;
    private int attempts;
    private long timer = -1;

    /**
     * Dials that parent, an {@code http} or {@code https} URL.
     *
     * @param doorman this process's own accepting side, null when it has no children
     */
    public Dialer(Station station, URI parent, OwnCredential own, @Nullable Doorman doorman) {
        this(station, parent, own, doorman, null);
    }

    /**
     * The same with certificates.
     *
     * @param certificates what this node shows, and who vouches for the parent; null for the authorities that Java trusts
     * @throws dev.muster.model.MusterException that names the file that cannot be used
     */
    public Dialer(
            Station station,
            URI parent,
            OwnCredential own,
            @Nullable Doorman doorman,
            @Nullable Certificates certificates) {
        this.station = station;
        this.parent = parent;
        this.own = own;
        this.subtree = doorman == null ? new Subtree(station) : doorman.subtree();
        this.report = new TreeReport(station.tree());
        this.context = station.vertx().getOrCreateContext();
        this.certificates = certificates;
        WebSocketClientOptions options = LinkSettings.client(station.settings().keepAlive());
        if (certificates != null) {
            certificates.dial(options);
        }
        this.client = station.vertx().createWebSocketClient(options);
    }

    /** Begins to dial; returns at once. */
    public void start() {
        context.runOnContext(now -> dial());
    }

    /** Ends the connection for good. */
    public void stop() {
        stopped = true;
        context.runOnContext(now -> {
            station.vertx().cancelTimer(timer);
            if (wire != null) {
                wire.close("this node stops");
            }
        });
        client.close();
    }

    /** True while the parent has admitted this node and the connection stands. */
    public boolean connected() {
        return station.links().hasParent();
    }

    /** Why the parent refused this node the last time, with code and advice; empty when it did not. */
    public String refusal() {
        return refusal;
    }

    /** Registers who is told of refusals; dialling goes on all the same. Call before {@link #start}. */
    public void onRefused(Consumer<String> listener) {
        onRefused = listener;
    }

    private void dial() {
        if (certificates == null) {
            connect();
            return;
        }
        station.vertx().executeBlocking(certificates::changed, false).onComplete(read -> {
            if (read.succeeded() && read.result().isPresent()) {
                client.updateSSLOptions(read.result().get())
                        .onFailure(problem -> LOG.error("The new certificate cannot be used", problem))
                        .onComplete(used -> connect());
            } else {
                connect();
            }
        });
    }

    private void connect() {
        if (stopped) {
            return;
        }
        boolean secure = "https".equals(parent.getScheme());
        int port = parent.getPort() >= 0 ? parent.getPort() : secure ? 443 : 80;
        // no time limit in these options: Vert.x 4.5.22 would close the open connection when it is over
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost(parent.getHost())
                .setPort(port)
                .setSsl(secure)
                .setURI(Doorman.PATH);
        options.setSubProtocols(List.of(Frame.SUB_PROTOCOL));
        options.addHeader("Authorization", "Bearer " + own.token());
        client.connect(options).onComplete(connected -> {
            if (connected.succeeded()) {
                new Greeting(connected.result());
            } else {
                LOG.debug(
                        "Parent {} cannot be reached: {}",
                        parent,
                        connected.cause().getMessage());
                again();
            }
        });
    }

    private void again() {
        if (stopped) {
            return;
        }
        long millis = pause(attempts++, station.settings()).toMillis();
        timer = station.vertx().setTimer(millis, now -> dial());
    }

    /** Pause before the next attempt: doubled each time up to the most, then cut by up to a half at random. */
    static Duration pause(int attempts, LinkSettings settings) {
        long most = settings.backOffMost().toMillis();
        long full = Math.min(most, settings.backOffLeast().toMillis() << Math.min(attempts, 20));
        return Duration.ofMillis(Math.max(1, full - ThreadLocalRandom.current().nextLong(full / 2 + 1)));
    }

    /** The connection stands, the welcome is awaited. */
    private final class Greeting implements Wire.Speaker {
        private final Wire mine;
        private final long late;
        private long since;

        Greeting(WebSocket socket) {
            mine = new Wire(station.vertx(), socket, station.settings(), this);
            wire = mine;
            late = station.vertx()
                    .setTimer(
                            station.settings().limits().hello().toMillis() * 2,
                            now -> mine.close("no welcome in time"));
            if (stopped) {
                mine.close("this node stops");
                return;
            }
            Node self = station.tree().selfNode();
            mine.tell(new MemberFrame.Hello(
                    Frame.PROTOCOL,
                    station.cluster(),
                    self.id(),
                    self.role(),
                    self.version(),
                    self.address(),
                    self.labels()));
        }

        @Override
        public void frame(Frame frame) {
            if (frame instanceof MemberFrame.Welcome welcome) {
                station.vertx().cancelTimer(late);
                since = System.nanoTime();
                refusal = "";
                ParentSession session = new ParentSession(station, subtree, mine, welcome.parent(), own, this::lost);
                session.begin(welcome);
                report.begin(session);
                session.later(() -> station.distribution().tellAll(session::tell));
            } else if (frame instanceof MemberFrame.Refused refused) {
                refusal = refused.code() + " " + refused.detail();
                LOG.warn("Parent {} refused this node: {}", parent, refusal);
                onRefused.accept(refusal);
                mine.close("refused");
            } else {
                throw new ProtocolError("the parent must answer with welcome or refused");
            }
        }

        @Override
        public void closed(String reason) {
            station.vertx().cancelTimer(late);
            LOG.debug("Connection to {} ended before a welcome: {}", parent, reason);
            again();
        }

        private void lost() {
            report.end();
            if (System.nanoTime() - since > STABLE.toNanos()) {
                attempts = 0;
            }
            again();
        }
    }
}
