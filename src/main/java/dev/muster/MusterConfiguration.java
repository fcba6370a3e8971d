package dev.muster;

import dev.muster.camel.Arrivals;
import dev.muster.camel.AuditTrail;
import dev.muster.camel.EnvelopeReceiver;
import dev.muster.camel.FleetServices;
import dev.muster.camel.GuardedLink;
import dev.muster.camel.Health;
import dev.muster.camel.HttpDoor;
import dev.muster.camel.Meters;
import dev.muster.camel.OperationProblem;
import dev.muster.camel.StoredGroups;
import dev.muster.camel.VitalSigns;
import dev.muster.dispatch.Pools;
import dev.muster.links.Links;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Role;
import dev.muster.model.Tree;
import dev.muster.security.Accounts;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The composition root: one part per capability, each of which builds its beans once and binds those that routes name. Found by Camel
 * through {@code camel.main.configurationClasses}, so that {@code camel run} composes the same program.
 */
public final class MusterConfiguration implements CamelConfiguration {
    static final String SETTINGS = "settings";
    static final String RESTART = "restart";
    static final String NAME = "muster";

    private final Parts parts = new Parts();
    private Health health;
    private Links links;
    private LinkPort linkPort;
    private PrometheusMeterRegistry registry;
    private Settings settings;
    private StoreParts store;
    private Tree tree;
    private Vertx vertx;
    private DispatchParts dispatch;
    private OperationParts operations;
    private SecurityParts security;
    private HistoryParts history;
    private NodeParts nodes;
    private HttpParts http;
    private StreamParts streams;
    private @Nullable EventParts events;

    @Override
    public void configure(CamelContext context) {
        Registry beans = context.getRegistry();
        Settings given = beans.lookupByNameAndType(SETTINGS, Settings.class);
        settings = given == null ? Settings.load(Map.of()) : given;
        settings.warnings().forEach(LoggerFactory.getLogger(MusterConfiguration.class)::warn);
        store = new StoreParts(settings);
        tree = store.tree();
        registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        health = new Health();
        links = new Links();
        vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(settings.integer("muster.http.workers", 1, 10_000)));
        beans.bind("vertx", vertx);
        beans.bind("tree", tree);
        beans.bind("links", links);
        beans.bind("audit", store.audit());
        beans.bind(NAME, this);
        compose(context, beans);
        new Lifecycle(this).follow(context);
    }

    /** The order here is the order of opening: the ports come after what is behind them, the links to other nodes last. */
    private void compose(CamelContext context, Registry beans) {
        dispatch = parts.add(new DispatchParts(settings, tree, links, new Meters(registry)));
        operations = parts.add(new OperationParts(settings, tree, context));
        history = parts.add(new HistoryParts(settings, store.database(), tree.self()));
        security = new SecurityParts(settings, store, tree, links, vertx, dispatch.sendSync());
        security.bind(beans);
        AuditTrail audit = new AuditTrail(store.audit(), security.masking(), tree.self());
        Arrivals arrivals = dispatch.bind(beans, operations.catalogue(), security, audit, history.calls());
        FrameServices services = new FrameServices(new FleetServices(dispatch.sendSync(), dispatch.queue()), vertx);
        LinkParts linkParts = newLinks(context, audit, services);
        nodes = parts.add(new NodeParts(
                settings, vertx, tree, links, history, services, security.identities()::thumbprint, store::nodeOf));
        nodes.join(link -> new GuardedLink(link, arrivals, security.authorization(), audit));
        nodes.bind(beans, security.authorization());
        beans.bind("purge", history.purge());
        bindOperations(beans);
        streams = streams();
        composeEvents(beans);
        http = parts.add(new HttpParts(settings, vertx, security, registry, context));
        http.serve(health, history, tree.self());
        linkParts.accept(http.door().router(), store.credentials());
        linkPort = linkParts.port();
        beans.bind("linkPort", linkPort);
        if (events != null) {
            events.serve(http.door().router(), security.authorization(), tree.self());
        }
        parts.add(streams).bind(beans, http.door().router(), security.authorization(), health);
        parts.add(linkParts);
        health.require("services", dispatch::trouble);
        health.watch("parent", linkParts::trouble);
        health.watch("operations", operations::trouble);
    }

    private void composeEvents(Registry beans) {
        Optional<EventParts> made = EventParts.of(settings, store.database(), registry, streams.copies());
        made.ifPresent(part -> parts.add(part).report(health));
        events = made.orElse(null);
        EventParts.bind(beans, made, security.authorization(), tree.self());
    }

    private LinkParts newLinks(CamelContext context, AuditTrail audit, FrameServices services) {
        EnvelopeReceiver.Work work = new EnvelopeReceiver.Work(dispatch.queue(), dispatch.pools(), links);
        LinkParts made = new LinkParts(
                settings,
                vertx,
                tree,
                links,
                operations.delivery(),
                new EnvelopeReceiver(context, work, audit, dispatch.failures(), tree.self()),
                services,
                security.trust(),
                security::alarm);
        operations.delivery().attach(made.distribution());
        return made;
    }

    private void bindOperations(Registry beans) {
        Runnable restart = beans.lookupByNameAndType(RESTART, Runnable.class);
        operations.bind(
                beans,
                links,
                new StoredGroups(store.groups()),
                new VitalSigns(dispatch.services(), dispatch.pools(), dispatch.queue(), settings.all()),
                restart == null ? MusterConfiguration::cannotRestart : restart);
    }

    private StreamParts streams() {
        boolean enabled = tree.selfNode().role() == Role.HUB && settings.flag("muster.streams.enabled");
        return new StreamParts(settings, tree.self(), enabled, registry);
    }

    private static void cannotRestart() {
        throw new MusterException(
                ErrorCode.CONFIGURATION, "this process was not started by muster and cannot restart itself");
    }

    /** The door; for the program and tests. */
    public HttpDoor door() {
        return http.door();
    }

    /** This node and everything below it. */
    public Tree tree() {
        return tree;
    }

    /** The users; on the hub only. */
    public Accounts accounts() {
        return security.accounts();
    }

    /** The port at which original nodes dial in; 0 when there is none. */
    public int nodePort() {
        return nodes.door().port();
    }

    /** The port with TLS at which our own nodes dial in; 0 when there is none. */
    public int linkPort() {
        return linkPort.port();
    }

    /** The links; for tests that count what is left. */
    public Links links() {
        return links;
    }

    /** The pools; for tests that count what is left. */
    public Pools pools() {
        return dispatch.pools();
    }

    /** The rows of this node; for tests that write some themselves. */
    HistoryParts history() {
        return history;
    }

    /** The node proxy; for tests that send messages of their own. */
    NodeParts nodes() {
        return nodes;
    }

    /** The events; none on a node that carries none. */
    Optional<EventParts> events() {
        return Optional.ofNullable(events);
    }

    /** Operation files that are there and not in force, and why. */
    List<OperationProblem> operationProblems() {
        return operations.problems();
    }

    void opened() {
        parts.opened();
        health.ready(true);
    }

    void closing() {
        health.ready(false);
        parts.closing();
    }

    void closed() {
        try {
            parts.closed();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
            store.close();
        }
        LoggerFactory.getLogger(MusterConfiguration.class).info("{} has stopped", tree.self());
    }
}
