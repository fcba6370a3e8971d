package dev.muster;

import dev.muster.camel.Answers;
import dev.muster.camel.Arrivals;
import dev.muster.camel.AuditTrail;
import dev.muster.camel.CallRecord;
import dev.muster.camel.CallRows;
import dev.muster.camel.CallSteps;
import dev.muster.camel.Calls;
import dev.muster.camel.DispatchSettings;
import dev.muster.camel.FailureOutcome;
import dev.muster.camel.JsonAnswer;
import dev.muster.camel.LinkProcessor;
import dev.muster.camel.Meters;
import dev.muster.camel.OperationCatalogue;
import dev.muster.camel.ParentLinkProcessor;
import dev.muster.camel.Problems;
import dev.muster.camel.Replies;
import dev.muster.camel.VirtualThreadWorkers;
import dev.muster.camel.Worker;
import dev.muster.dispatch.ArgumentCheck;
import dev.muster.dispatch.Failures;
import dev.muster.dispatch.Pools;
import dev.muster.dispatch.Progress;
import dev.muster.dispatch.RequestQueue;
import dev.muster.dispatch.SendSync;
import dev.muster.dispatch.Services;
import dev.muster.dispatch.Solver;
import dev.muster.links.Links;
import dev.muster.model.Tree;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.apache.camel.spi.Registry;

/** How a call is decided, forwarded and gathered, and where work waits and runs. */
final class DispatchParts implements Part {
    private static final int FAN_OUT_THREADS = 64;
    private static final ArgumentCheck.Limits ARGUMENTS = new ArgumentCheck.Limits(64 << 20, 32, 100_000);
    private static final Duration ENDED_CALLS_SHOWN = Duration.ofMinutes(1);
    private static final int CALLS_SHOWN = 10_000;

    private final Settings settings;
    private final Tree tree;
    private final Links links;
    private final Meters meters;
    private final Services services;
    private final Failures failures;
    private final Pools pools;
    private final RequestQueue queue;
    private final SendSync sendSync;
    private final ExecutorService fanOut =
            new VirtualThreadWorkers().createExecutor(Thread::new, FAN_OUT_THREADS, FAN_OUT_THREADS);

    DispatchParts(Settings settings, Tree tree, Links links, Meters meters) {
        this.settings = settings;
        this.tree = tree;
        this.links = links;
        this.meters = meters;
        services = new Services(tree.self());
        failures = new Failures(tree.self(), null);
        pools = new Pools(poolSettings(), services, failures, meters);
        queue = new RequestQueue(new RequestQueue.Settings(
                "api",
                settings.integer("muster.queue.concurrency", 1, 100_000),
                settings.integer("muster.queue.authentication", 1, 1_000),
                settings.integer("muster.queue.capacity", 1, 1_000_000),
                true));
        sendSync = new SendSync(queue, failures);
        meters.watch(pools);
        meters.watch(links);
    }

    /** Binds what the routes of calls name. */
    Arrivals bind(
            Registry beans, OperationCatalogue catalogue, SecurityParts security, AuditTrail audit, CallRows rows) {
        ArgumentCheck check = new ArgumentCheck(ARGUMENTS);
        Progress progress = new Progress(ENDED_CALLS_SHOWN, CALLS_SHOWN, Clock.systemUTC());
        Calls calls = new Calls(catalogue, tree, security.authorization(), check, progress, dispatchSettings());
        Arrivals arrivals = new Arrivals(catalogue, security.identities(), check, tree.self());
        CallRecord record = new CallRecord(audit, meters, rows);
        beans.bind("pools", pools);
        beans.bind("queue", queue);
        beans.bind("services", services);
        beans.bind("sendSync", sendSync);
        beans.bind("progress", progress);
        beans.bind("catalogue", catalogue);
        beans.bind("calls", calls);
        beans.bind("arrivals", arrivals);
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
        return arrivals;
    }

    Services services() {
        return services;
    }

    Failures failures() {
        return failures;
    }

    Pools pools() {
        return pools;
    }

    RequestQueue queue() {
        return queue;
    }

    SendSync sendSync() {
        return sendSync;
    }

    /** Which services do not run; nothing when all do. */
    Optional<String> trouble() {
        return services.ready()
                ? Optional.empty()
                : Optional.of(services.states().toString());
    }

    @Override
    public void opened() {
        for (String service : Services.NAMES) {
            services.set(service, Services.State.RUNNING);
        }
    }

    @Override
    public void closed() {
        pools.close();
        queue.close();
        fanOut.shutdownNow();
    }

    private Pools.Settings poolSettings() {
        int waiting = settings.integer("muster.pools.queue", 1, 1_000_000);
        String key = "muster.pools.sizes";
        List<Pools.Pool> sizes = settings.map(key).entrySet().stream()
                .map(pool -> new Pools.Pool(
                        pool.getKey(),
                        new SettingValue(key, pool.getValue(), settings.source(key)).integer(1, 10_000),
                        waiting))
                .toList();
        Pools.Settings usual = Pools.Settings.DEFAULT;
        return new Pools.Settings(
                sizes, usual.orphans(), usual.rebuild(), settings.flag("muster.pools.single-thread"), true);
    }

    private DispatchSettings dispatchSettings() {
        return new DispatchSettings(
                settings.flag("muster.dispatch.enabled"),
                settings.flag("muster.cluster.enabled"),
                settings.flag("muster.dispatch.partial-results"));
    }
}
