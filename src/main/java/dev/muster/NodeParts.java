package dev.muster;

import dev.muster.camel.ApiAnswers;
import dev.muster.camel.ApiInformation;
import dev.muster.camel.NodeApi;
import dev.muster.camel.NodeMessages;
import dev.muster.links.Link;
import dev.muster.links.Links;
import dev.muster.model.History;
import dev.muster.model.NodeHealth;
import dev.muster.model.ResultCode;
import dev.muster.model.SteadyClock;
import dev.muster.model.Tree;
import dev.muster.nodes.Carrier;
import dev.muster.nodes.Core;
import dev.muster.nodes.Counters;
import dev.muster.nodes.Events;
import dev.muster.nodes.LaneSettings;
import dev.muster.nodes.Lanes;
import dev.muster.nodes.LedgerFile;
import dev.muster.nodes.NodeFrame;
import dev.muster.nodes.NodeTokens;
import dev.muster.nodes.Proxy;
import dev.muster.nodes.Register;
import dev.muster.nodes.RegisterSync;
import dev.muster.nodes.Reports;
import dev.muster.security.Authorization;
import dev.muster.watch.Check;
import dev.muster.watch.CheckSettings;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;

/** The node proxy: the nodes that are known, the ways to them, what they report, and what this node does when it is told. */
final class NodeParts implements Part {
    private final Settings settings;
    private final Tree tree;
    private final Links links;
    private final HistoryParts history;
    private final Clock clock = new SteadyClock();
    private final Counters counters = new Counters();
    private final Register register;
    private final RegisterSync registerFile;
    private final HistorySync sync;
    private final LinkCarrier carrier;
    private final Lanes lanes;
    private final Proxy proxy;
    private final ApiInformation information;
    private final Core core;
    private final SubtreeNews subtree;
    private final LedgerFile ledger;
    private final LostMessages lost;
    private final Check check;
    private final CopyParts copyParts;
    private final Copies copies;
    private final SshParts ssh;
    private final DoorParts door;
    private final ActionParts action;

    NodeParts(
            Settings settings,
            Vertx vertx,
            Tree tree,
            Links links,
            HistoryParts history,
            FrameServices services,
            Supplier<String> thumbprint,
            NodeTokens tokens) {
        this.settings = settings;
        this.tree = tree;
        this.links = links;
        this.history = history;
        NodeHealth.Periods periods = new NodeHealth.Periods(
                settings.span("muster.nodes.ping"), settings.span("muster.nodes.pong-discard-timeout"));
        SecureRandom random = new SecureRandom();
        register = new Register(tree.self(), type -> new NodeHealth(type, periods, clock, random));
        registerFile = new RegisterSync(file(), register, history.store());
        sync = new HistorySync(history, tree, register);
        carrier = new LinkCarrier(links);
        lanes = new Lanes(laneSettings(), clock);
        ledger = new LedgerFile(
                settings.path("muster.data.directory").resolve("messages").resolve("under-way"), Clock.systemUTC());
        History rows = new NewsHistory(history.store(), vertx, this::tellNews);
        ssh = new SshParts(rows, settings.path("muster.data.directory").resolve("copies"));
        door = new DoorParts(settings);
        List<Carrier> carriers = List.of(ssh.carrier(), carrier, door.sockets());
        proxy = new Proxy(register, lanes, carriers, history.store(), sync, ledger);
        sync.askThrough(proxy::fetchLogs);
        Events events = new Events(register, proxy, sync, history.store(), this::tellParent);
        information = new ApiInformation(register, counters, thumbprint);
        OwnActions actions = new OwnActions(rows, information, history.answers(), carrier::tellParent);
        core = new Core(rows, counters, events, actions, proxy);
        Reports reports = new Reports(events, register, counters, history.store());
        check = new Check(checkSettings(), new WatchedNodes(register, proxy, lanes), sync, clock);
        copyParts = new CopyParts(settings, rows);
        copies = copyParts.copies(vertx, tree, links, proxy, ssh);
        action = new ActionParts(settings, rows, history.lookup(), ledger);
        action.attach(actions, core);
        ssh.report(core);
        door.prepare(vertx, tokens, registerFile, reports);
        actions.with("REGISTERRESYNC", frame -> registerFile.resync(frame.token()))
                .with("REMOTECOPY", frame -> rows.write(frame.token(), ResultCode.KO, "proxy - need a valid node id"));
        services.open(core, reports, copies);
        lost = new LostMessages(
                ledger, rows, history.lookup(), register, vertx, laneSettings().patience());
        subtree = new SubtreeNews(tree, register, reports, vertx, information, this::tellParent);
        subtree.follow(links);
    }

    /** Lets operations reach nodes that run nothing of ours; what comes over their links is checked by the guard. */
    void join(UnaryOperator<Link> guard) {
        ssh.join(register, tree, links, settings, guard);
    }

    /** Binds what the routes of {@code nodes} and {@code watch} name. */
    void bind(Registry beans, Authorization authorization) {
        beans.bind("watch", check);
        beans.bind("register", registerFile);
        beans.bind("copies", copies);
        beans.bind("nodeDoor", door);
        beans.bind("cron", action.cron());
        beans.bind("nodeApi", new NodeApi(desk(), history.lookup(), authorization));
        beans.bind("apiAnswer", new ApiAnswers());
    }

    NodeMessages desk() {
        return new NodeDesk(core, proxy, register, information, counters, copies, history.store(), history.lookup());
    }

    DoorParts door() {
        return door;
    }

    /** Reads the register file and goes on with what was left unfinished; fails when the file is wrong. */
    @Override
    public void opened() {
        registerFile.load();
        tree.all().forEach(node -> subtree.changed(null, node));
        copies.recover();
        lost.settle();
        door.open();
    }

    /** Refuses new messages, and tells the parent that this node leaves. */
    @Override
    public void closing() {
        if (links.hasParent()) {
            tellParent(NodeFrame.of(
                    "UNREGISTERNODES",
                    Map.of("nodes", List.of(Map.of("id", tree.self(), "type", "wss", "identity", tree.self())))));
        }
        core.close();
    }

    @Override
    public void closed() {
        door.close();
        copies.close();
        copyParts.close();
        action.close();
        ssh.close();
        lanes.close();
        ledger.close();
    }

    private void tellNews() {
        tellParent(NodeFrame.of("SYNCLOGS", Map.of("code", 0, "data", Map.of("id", tree.self()))));
    }

    private void tellParent(NodeFrame frame) {
        if (links.hasParent()) {
            carrier.tellParent(frame).exceptionally(gone -> null);
        }
    }

    private @Nullable Path file() {
        String file = settings.text("muster.nodes.config-file");
        return file.isEmpty() ? null : Path.of(file);
    }

    private LaneSettings laneSettings() {
        return new LaneSettings(
                LaneSettings.pool(settings.text("muster.nodes.pool")),
                settings.integer("muster.nodes.queue", 1, 1_000_000),
                settings.duration("muster.nodes.queue-timeout"));
    }

    private CheckSettings checkSettings() {
        return new CheckSettings(
                settings.span("muster.nodes.synchistory-time"),
                settings.span("muster.nodes.pong-discard-timeout"),
                settings.integer("muster.nodes.pong-max-timeout", 1, 1_000));
    }
}
