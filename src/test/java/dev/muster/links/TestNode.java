package dev.muster.links;

import dev.muster.model.Arguments;
import dev.muster.model.Envelope;
import dev.muster.model.ErrorCode;
import dev.muster.model.LinkKind;
import dev.muster.model.MusterException;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.model.Page;
import dev.muster.model.Role;
import dev.muster.model.Selector;
import dev.muster.model.Target;
import dev.muster.model.Tree;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** One process of a fleet, with everything that belongs to links and a receiver by hand. */
final class TestNode implements AutoCloseable {
    static final String JOIN = "join-token";

    static final LinkSettings FAST = LinkSettings.DEFAULTS
            .with(new LinkSettings.KeepAlive(Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofSeconds(5)))
            .withBackOff(Duration.ofMillis(20), Duration.ofMillis(200));

    final Vertx vertx;
    final Tree tree;
    final Links links = new Links();
    final Queue<String> alarms = new ConcurrentLinkedQueue<>();
    final Tokens tokens = new Tokens();
    final TmpFiles tmpFiles;
    final Path tmp;
    final Trust trust;
    final Distribution distribution;
    final Station station;
    final Doorman doorman;
    volatile Receiver receiver = Receivers.echo();
    volatile Services services = (service, message, from) ->
            CompletableFuture.completedFuture(List.of(service, String.valueOf(message), from));
    volatile BiFunction<String, Object, CompletionStage<Object>> fromParent = (service, message) ->
            CompletableFuture.failedFuture(new MusterException(ErrorCode.SERVICE_UNREACHABLE, service));
    private @Nullable HttpServer server;
    private @Nullable Dialer dialer;

    TestNode(Vertx vertx, String id, Role role, Path directory) {
        this(vertx, id, role, directory, FAST, OperationFiles.NONE);
    }

    TestNode(Vertx vertx, String id, Role role, Path directory, LinkSettings settings, OperationFiles files) {
        this.vertx = vertx;
        this.tree = new Tree(Node.of(id, null, role, LinkKind.LOCAL, NodeState.CONNECTED));
        this.tmp = directory.resolve(id);
        this.tmpFiles = new TmpFiles(tmp);
        this.trust = new Trust(role == Role.HUB ? new Trust.Anchor(id, "key-of-" + id) : Trust.Anchor.NONE);
        this.distribution = new Distribution(vertx, tree, links, files);
        this.station = new Station(
                vertx,
                tree,
                links,
                (envelope, from, fromParent, answer) -> receiver.receive(envelope, from, fromParent, answer),
                new Services() {
                    @Override
                    public CompletionStage<@Nullable Object> call(
                            String service, @Nullable Object message, String from) {
                        return services.call(service, message, from);
                    }

                    @Override
                    public CompletionStage<@Nullable Object> ofParent(String service, @Nullable Object message) {
                        return fromParent.apply(service, message);
                    }
                },
                distribution,
                tmpFiles,
                trust,
                (peer, what) -> alarms.add(peer + " " + what),
                "test",
                settings);
        this.doorman = new Doorman(station, tokens);
    }

    static TestNode hub(Vertx vertx, Path directory) {
        TestNode hub = new TestNode(vertx, "hub", Role.HUB, directory);
        hub.listen(0);
        return hub;
    }

    /** A second hub, with other settings. */
    static TestNode strict(Vertx vertx, Path directory, LinkSettings settings) {
        TestNode hub = new TestNode(vertx, "strict", Role.HUB, directory, settings, OperationFiles.NONE);
        hub.listen(0);
        return hub;
    }

    int listen(int port) {
        server = vertx.createHttpServer(LinkSettings.serve(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(port)))
                .requestHandler(doorman);
        return await(server.listen()).actualPort();
    }

    void stopListening() {
        await(server.close());
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    OwnCredential credential(String joinToken) {
        return new CredentialFile(tmp.resolveSibling(tree.self() + ".token"), joinToken);
    }

    TestNode dial(URI parent) {
        return dial(parent, credential(JOIN));
    }

    TestNode dial(URI parent, OwnCredential credential) {
        dialer = new Dialer(station, parent, credential, doorman);
        dialer.start();
        return this;
    }

    Dialer dialer() {
        return dialer;
    }

    NodeState stateOf(String node) {
        return tree.find(node).map(Node::state).orElse(NodeState.NEVER_CONNECTED);
    }

    @Override
    public void close() {
        if (dialer != null) {
            dialer.stop();
        }
        if (server != null) {
            await(server.close());
        }
    }

    static Envelope envelope(String action, Duration remaining, Map<String, Object> arguments, String... nodes) {
        List<Target> targets = java.util.Arrays.stream(nodes).map(Target::node).toList();
        return new Envelope(
                "token-" + action,
                action,
                "",
                new Arguments(arguments),
                targets,
                null,
                null,
                "identity",
                remaining,
                false,
                false,
                List.of("hub"));
    }

    static Envelope envelope(String action, String... nodes) {
        return envelope(action, Duration.ofSeconds(5), Map.of(), nodes);
    }

    static Envelope upward(String action) {
        return new Envelope(
                "token-" + action,
                action,
                "",
                Arguments.NONE,
                List.of(),
                Selector.EVERYTHING,
                Page.FIRST,
                "identity",
                Duration.ofSeconds(5),
                false,
                true,
                List.of("w1"));
    }

    static <T> T await(io.vertx.core.Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    static <T> T await(java.util.concurrent.CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** Credentials in memory. */
    static final class Tokens implements Credentials {
        private final Map<String, String> own = new ConcurrentHashMap<>();

        @Override
        public Holder check(String token, String node) {
            if (token.equals(JOIN)) {
                return new Newcomer();
            }
            return own.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(token))
                    .<Holder>map(entry -> new Own(entry.getKey()))
                    .findFirst()
                    .orElseGet(Nobody::new);
        }

        void adopt(Tokens others) {
            own.putAll(others.own);
        }

        @Override
        public boolean issued(String node) {
            return own.containsKey(node);
        }

        @Override
        public String issue(String node) {
            String token = node + "-" + java.util.UUID.randomUUID();
            own.put(node, token);
            return token;
        }
    }
}
