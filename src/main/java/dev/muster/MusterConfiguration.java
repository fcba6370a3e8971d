package dev.muster;

import dev.muster.camel.Answers;
import dev.muster.camel.ApiAnswers;
import dev.muster.camel.ApiSurface;
import dev.muster.camel.Arrivals;
import dev.muster.camel.AuditTrail;
import dev.muster.camel.CallRecord;
import dev.muster.camel.CallSteps;
import dev.muster.camel.Calls;
import dev.muster.camel.DispatchSettings;
import dev.muster.camel.EnvelopeReceiver;
import dev.muster.camel.FailureOutcome;
import dev.muster.camel.FleetServices;
import dev.muster.camel.GuardedLink;
import dev.muster.camel.Health;
import dev.muster.camel.HistoryStream;
import dev.muster.camel.HttpDoor;
import dev.muster.camel.JsonAnswer;
import dev.muster.camel.LinkProcessor;
import dev.muster.camel.Meters;
import dev.muster.camel.NodeApi;
import dev.muster.camel.OperationCatalogue;
import dev.muster.camel.OperationDelivery;
import dev.muster.camel.OperationLoader;
import dev.muster.camel.OperationProblem;
import dev.muster.camel.OperationSharing;
import dev.muster.camel.OperationVersions;
import dev.muster.camel.ParentLinkProcessor;
import dev.muster.camel.Problems;
import dev.muster.camel.Replies;
import dev.muster.camel.RequestLog;
import dev.muster.camel.StoredGroups;
import dev.muster.camel.VirtualThreadWorkers;
import dev.muster.camel.VitalSigns;
import dev.muster.camel.Worker;
import dev.muster.dispatch.ArgumentCheck;
import dev.muster.dispatch.Failures;
import dev.muster.dispatch.Pools;
import dev.muster.dispatch.Progress;
import dev.muster.dispatch.RequestQueue;
import dev.muster.dispatch.SendSync;
import dev.muster.dispatch.Services;
import dev.muster.dispatch.Services.State;
import dev.muster.dispatch.Solver;
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
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;
import org.slf4j.LoggerFactory;

/**
 * The composition root: builds every bean once and binds those that routes name. Found by Camel through
 * {@code camel.main.configurationClasses}, so that {@code camel run} composes the same program.
 */
public final class MusterConfiguration implements CamelConfiguration {
    static final String SETTINGS = "settings";
    static final String RESTART = "restart";
    static final String NAME = "muster";

    private static final int FAN_OUT_THREADS = 64;
    private static final ArgumentCheck.Limits ARGUMENTS = new ArgumentCheck.Limits(64 << 20, 32, 100_000);
    private static final int CALLS_SHOWN = 10_000;

    private Settings settings;
    private StoreParts store;
    private Tree tree;
    private Vertx vertx;
    private Services services;
    private Failures failures;
    private Meters meters;
    private PrometheusMeterRegistry registry;
    private Pools pools;
    private RequestQueue queue;
    private Links links;
    private OperationLoader loader;
    private LinkParts linkParts;
    private SecurityParts security;
    private HistoryParts history;
    private NodeParts nodes;
    private HttpDoor door;
    private Health health;

    @Override
    public void configure(CamelContext context) {
        Registry beans = context.getRegistry();
        Settings given = beans.lookupByNameAndType(SETTINGS, Settings.class);
        settings = given == null ? Settings.load(Map.of()) : given;
        store = new StoreParts(settings);
        tree = store.tree();
        registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        meters = new Meters(registry);
        vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(settings.integer("muster.http.workers", 1, 10_000)));
        services = new Services(tree.self());
        failures = new Failures(tree.self(), null);
        PoolParts work = new PoolParts(settings);
        pools = work.pools(services, failures, meters);
        queue = work.queue();
        links = new Links();
        meters.watch(pools);
        meters.watch(links);
        beans.bind("vertx", vertx);
        beans.bind("tree", tree);
        beans.bind("links", links);
        beans.bind("pools", pools);
        beans.bind("queue", queue);
        beans.bind("services", services);
        beans.bind(NAME, this);
        Runnable restart = beans.lookupByNameAndType(RESTART, Runnable.class);
        compose(context, beans, restart == null ? MusterConfiguration::cannotRestart : restart);
    }

    private void compose(CamelContext context, Registry beans, Runnable restart) {
        OperationVersions versions = new OperationVersions();
        OperationCatalogue catalogue = new OperationCatalogue(context, versions);
        loader = newLoader(context, catalogue);
        OperationDelivery delivery = new OperationDelivery(tree.self(), new OperationSharing(loader), versions);
        SendSync sendSync = new SendSync(queue, failures);
        beans.bind("sendSync", sendSync);
        beans.bind("audit", store.audit());
        security = new SecurityParts(settings, store, tree, links, vertx, sendSync);
        AuditTrail audit = new AuditTrail(store.audit(), security.masking(), tree.self());
        EnvelopeReceiver.Work work = new EnvelopeReceiver.Work(queue, pools, links);
        EnvelopeReceiver receiver = new EnvelopeReceiver(context, work, audit, failures, tree.self());
        FrameServices fleet = new FrameServices(new FleetServices(sendSync, queue), vertx);
        linkParts = new LinkParts(
                settings, vertx, tree, links, delivery, receiver, fleet, security.trust(), security::alarm);
        delivery.attach(linkParts.distribution());
        history = new HistoryParts(settings, store.database(), tree.self());
        nodes = new NodeParts(
                settings, vertx, tree, links, history, fleet, security.identities()::thumbprint, store::nodeOf);
        VitalSigns vitals = new VitalSigns(services, pools, queue, settings.all());
        new OperationParts(settings, tree)
                .bind(beans, catalogue, links, new StoredGroups(store.groups()), vitals, restart);
        bindCalls(beans, catalogue, audit);
        beans.bind("watch", nodes.check());
        beans.bind("register", nodes.registerFile());
        beans.bind("purge", history.purge());
        beans.bind("copies", nodes.copies());
        beans.bind("nodeDoor", nodes.door());
        beans.bind("cron", nodes.cron());
        beans.bind("nodeApi", new NodeApi(nodes.desk(), history.lookup(), security.authorization()));
        beans.bind("apiAnswer", new ApiAnswers());
        buildDoor(context, beans);
        new Lifecycle(this).follow(context);
    }

    private void bindCalls(Registry beans, OperationCatalogue catalogue, AuditTrail audit) {
        ArgumentCheck check = new ArgumentCheck(ARGUMENTS);
        Progress progress = new Progress(Duration.ofMinutes(1), CALLS_SHOWN, Clock.systemUTC());
        ExecutorService fanOut =
                new VirtualThreadWorkers().createExecutor(Thread::new, FAN_OUT_THREADS, FAN_OUT_THREADS);
        DispatchSettings dispatch = new DispatchSettings(
                settings.flag("muster.dispatch.enabled"),
                settings.flag("muster.cluster.enabled"),
                settings.flag("muster.dispatch.partial-results"));
        beans.bind("progress", progress);
        CallRecord record = new CallRecord(audit, meters);
        beans.bind("catalogue", catalogue);
        Calls calls = new Calls(catalogue, tree, security.authorization(), check, progress, dispatch);
        Arrivals arrivals = new Arrivals(catalogue, security.identities(), check, tree.self());
        beans.bind("calls", calls);
        beans.bind("arrivals", arrivals);
        nodes.join(link -> new GuardedLink(link, arrivals, security.authorization(), audit));
        new CallSteps(calls, arrivals, new Solver(tree), security.authorization()).bind(beans);
        beans.bind("replies", new Replies(tree.self()));
        beans.bind("fanOut", ExecutorService.class, fanOut);
        beans.bind("link", new LinkProcessor(links, progress, meters, fanOut));
        beans.bind("parentLink", new ParentLinkProcessor(links, fanOut));
        beans.bind("worker", new Worker(catalogue, pools, audit));
        beans.bind("failures", new FailureOutcome(failures));
        beans.bind("problems", new Problems(failures, record));
        beans.bind("answer", new Answers(record, false));
        beans.bind("accepted", new Answers(record, true));
        beans.bind("json", new JsonAnswer());
        security.bind(beans);
    }

    private void buildDoor(CamelContext context, Registry beans) {
        RequestLog requests = new RequestLog(registry, security.masking()::query);
        ApiSurface api = new ApiSurface(settings.list("muster.api.allowed-hosts"));
        door = new HttpDoor(
                vertx,
                security.callers(),
                requests,
                beans.lookupByNameAndType("problems", Problems.class),
                api,
                settings.size("muster.http.max-body"));
        door.mount(context);
        linkParts.accept(door.router(), store.credentials());
        door.router()
                .get(HistoryStream.PATH)
                .handler(new HistoryStream(history.feed(), security.authorization(), api, tree.self()));
        door.router().get("/metrics").handler(ctx -> ctx.response()
                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .end(registry.scrape()));
        health = new Health();
        health.require(
                "services",
                () -> services.ready()
                        ? Optional.empty()
                        : Optional.of(services.states().toString()));
        health.watch("parent", () -> Optional.of(linkParts.trouble()).filter(text -> !text.isEmpty()));
        health.watch("operations", () -> Optional.of(loader.problems())
                .filter(problems -> !problems.isEmpty())
                .map(Object::toString));
        health.mount(door.router());
    }

    private OperationLoader newLoader(CamelContext context, OperationCatalogue catalogue) {
        return new OperationLoader(
                context,
                catalogue,
                new OperationLoader.Options(
                        settings.path("muster.operations.directory"),
                        settings.path("muster.data.directory").resolve("operations"),
                        tree.selfNode().role() != Role.HUB && settings.flag("muster.operations.from-parent"),
                        settings.flag("muster.operations.reload"),
                        settings.duration("muster.operations.interval"),
                        settings.duration("muster.operations.drain")));
    }

    private static void cannotRestart() {
        throw new MusterException(
                ErrorCode.CONFIGURATION, "this process was not started by muster and cannot restart itself");
    }

    /** The door; for the program and tests. */
    public HttpDoor door() {
        return door;
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

    /** The links; for tests that count what is left. */
    public Links links() {
        return links;
    }

    /** The pools; for tests that count what is left. */
    public Pools pools() {
        return pools;
    }

    /** The rows of this node; for tests that write some themselves. */
    HistoryParts history() {
        return history;
    }

    /** The node proxy; for tests that send messages of their own. */
    NodeParts nodes() {
        return nodes;
    }

    /** Operation files that are there and not in force, and why. */
    List<OperationProblem> operationProblems() {
        return loader.problems();
    }

    void opened() {
        for (String service : Services.NAMES) {
            services.set(service, State.RUNNING);
        }
        loader.start();
        nodes.start();
        int port = settings.integer("muster.http.port", -1, 65_535);
        if (port >= 0) {
            security.checkExposure(settings.text("muster.http.host"));
            door.open(settings.text("muster.http.host"), port);
        }
        int apiPort = settings.integer("muster.api.port", -1, 65_535);
        if (apiPort >= 0) {
            security.checkExposure(settings.text("muster.api.host"));
            door.openApi(settings.text("muster.api.host"), apiPort);
        }
        linkParts.dial();
        health.ready(true);
    }

    void closing() {
        health.ready(false);
        nodes.stop();
        loader.close();
        door.drain();
    }

    void closed() {
        linkParts.close();
        door.close();
        pools.close();
        queue.close();
        nodes.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        store.close();
        LoggerFactory.getLogger(MusterConfiguration.class).info("{} has stopped", tree.self());
    }
}
