package dev.muster.watch;

import java.time.Clock;
import java.time.Duration;

/**
 * One look at all nodes (specs/node-proxy.md section 1.7): gives up lost pings and fetches, then fetches and pings what is due. To be
 * called every five seconds, one call at a time.
 */
public final class Check {
    private final CheckSettings settings;
    private final Nodes nodes;
    private final Fetches fetches;
    private final Clock clock;
    private long fetched;

    /**
     * Watches these nodes.
     *
     * @param clock should never jump, see {@link dev.muster.model.SteadyClock}
     */
    public Check(CheckSettings settings, Nodes nodes, Fetches fetches, Clock clock) {
        this.settings = settings;
        this.nodes = nodes;
        this.fetches = fetches;
        this.clock = clock;
        this.fetched = clock.millis();
    }

    /** One pass, in the order of the specification. */
    public synchronized void check() {
        nodes.expire();
        nodes.all().forEach(this::giveUpPing);
        fetches.expire();
        if (clock.millis() - fetched > settings.fetchEvery().toMillis()) {
            fetched = clock.millis();
            fetchAll();
        }
        nodes.all().stream().filter(node -> node.health().due()).forEach(this::ping);
    }

    /** Pings a node now, whatever the period says. */
    public void ping(Watched node) {
        node.health().pinged();
        nodes.ping(node.id());
    }

    private void fetchAll() {
        nodes.all().stream().filter(node -> node.type().keepsHistory()).forEach(node -> nodes.fetchLogs(node.id()));
    }

    private void giveUpPing(Watched node) {
        Duration limit = node.type().dialsIn() ? node.pingTimeout() : settings.discard();
        if (node.health().giveUp(limit) && node.health().lostInARow() % settings.lossesToRedial() == 0) {
            nodes.disconnect(node.id());
        }
    }
}
