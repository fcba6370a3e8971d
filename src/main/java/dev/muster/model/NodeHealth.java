package dev.muster.model;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/** What is known of one node's liveness: its pings, and when it was heard (specs/node-proxy.md section 1.8). Thread-safe. */
public final class NodeHealth {
    /** What the other fields amount to. */
    public enum Status {
        /** Not heard since it was registered. */
        NEVER,
        /** Answers. */
        ALIVE,
        /** A ping was lost, or none was answered for two periods. */
        STALE,
        /** Not heard for as long as a ping may be awaited at all. */
        DOWN
    }

    /**
     * Periods of health.
     *
     * @param ping between two pings to one node
     * @param discard age at which an unanswered ping is lost, and at which a node no longer counts as alive
     */
    public record Periods(Duration ping, Duration discard) {}

    private final NodeType type;
    private final Periods periods;
    private final Clock clock;
    private boolean pending;
    private long sent;
    private long heard;
    private long sign;
    private long next;
    private int lost;
    private long answered;
    private long failed;
    private long latency;
    private Map<String, ?> nodes = Map.of();

    /** A node that was registered now; its first ping is due at a random moment within one period. */
    public NodeHealth(NodeType type, Periods periods, Clock clock, RandomGenerator random) {
        this.type = type;
        this.periods = periods;
        this.clock = clock;
        this.next = clock.millis() + random.nextLong(Math.max(1, periods.ping().toMillis()));
    }

    /** Whether a ping is to be sent now. */
    public synchronized boolean due() {
        return !pending && clock.millis() >= next;
    }

    /** Makes the next ping due now. */
    public synchronized void hurry() {
        next = clock.millis();
    }

    /** A ping is on its way. */
    public synchronized void pinged() {
        pending = true;
        sent = clock.millis();
        next = sent + periods.ping().toMillis();
    }

    /** The node answered a ping, and told of its own children. */
    public synchronized void ponged(Map<String, ?> children) {
        answered++;
        latency = pending ? clock.millis() - sent : latency;
        pending = false;
        nodes = Map.copyOf(children);
        heard();
    }

    /** The node told of its own children unasked. */
    public synchronized void told(Map<String, ?> children) {
        nodes = Map.copyOf(children);
        heard();
    }

    /** The node said something else that counts as a sign of life. */
    public synchronized void heard() {
        lost = 0;
        heard = clock.millis();
        sign = heard;
    }

    /** A node that was heard before has logged in again. */
    public synchronized void loggedIn() {
        if (sign > 0) {
            sign = clock.millis();
        }
    }

    /** The pending ping, if any, can no longer be answered. */
    public synchronized void reset() {
        pending = false;
        lost = 0;
        failed++;
    }

    /** Gives up a ping that has been pending for longer than that; true when there was one. */
    public synchronized boolean giveUp(Duration limit) {
        if (!pending || clock.millis() - sent <= limit.toMillis()) {
            return false;
        }
        pending = false;
        lost++;
        failed++;
        return true;
    }

    /** Pings lost since the node was last heard. */
    public synchronized int lostInARow() {
        return lost;
    }

    /** Whether messages are best sent this way: not heard yet, or heard recently enough. */
    public synchronized boolean alive() {
        return sign == 0 || clock.millis() - sign < periods.discard().toMillis();
    }

    /** When it was last heard, in epoch milliseconds; 0 for never. */
    public synchronized long lastSign() {
        return sign;
    }

    /** What the fields amount to. */
    public synchronized Status status() {
        long silence = clock.millis() - sign;
        if (sign == 0) {
            return Status.NEVER;
        }
        if (silence >= periods.discard().toMillis()) {
            return Status.DOWN;
        }
        return lost > 0 || silence > 2 * periods.ping().toMillis() ? Status.STALE : Status.ALIVE;
    }

    /** The fields as {@code constatus} shows them; times in epoch seconds, 0 for never. */
    public synchronized Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", type.text());
        fields.put("in_progress_ping", pending ? 1 : 0);
        if (type.dialsIn() && sent > 0) {
            fields.put("in_progress_ping_pull", sent / 1000);
        }
        fields.put("ping_timeout", lost);
        fields.put("ping_ok", answered);
        fields.put("ping_failed", failed);
        fields.put("last_ping_sent", sent / 1000);
        fields.put("last_ping_recv", heard / 1000);
        fields.put("next_ping", next / 1000);
        if (answered > 0) {
            fields.put("latency_ms", latency);
        }
        fields.put("status", status().name().toLowerCase(Locale.ROOT));
        fields.put("nodes", nodes);
        return fields;
    }
}
