package dev.muster.links;

import dev.muster.model.NodeState;
import java.time.Duration;
import java.util.function.Consumer;

/** Keep-alive of one connection: answers pings, pings a silent peer, doubts it, gives it up. */
final class Pulse {
    private final Wire wire;
    private final LinkSettings.KeepAlive times;
    private final Consumer<NodeState> changed;
    private final long timer;
    private NodeState state = NodeState.CONNECTED;

    /** Starts on the wire's event loop; {@code changed} hears of degraded and of connected again. */
    Pulse(Wire wire, LinkSettings.KeepAlive times, Consumer<NodeState> changed) {
        this.wire = wire;
        this.times = times;
        this.changed = changed;
        this.timer = wire.vertx().setPeriodic(times.interval().toMillis(), tick -> beat());
    }

    /** Takes a frame that belongs here; false for any other. */
    boolean handle(Frame frame) {
        if (frame instanceof MemberFrame.Ping) {
            wire.tell(new MemberFrame.Pong());
            return true;
        }
        return frame instanceof MemberFrame.Pong;
    }

    void stop() {
        wire.vertx().cancelTimer(timer);
    }

    private void beat() {
        Duration silence = wire.silence();
        if (silence.compareTo(times.disconnectedAfter()) >= 0) {
            wire.close("nothing heard for " + silence.toMillis() + " ms");
            return;
        }
        NodeState now = silence.compareTo(times.degradedAfter()) >= 0 ? NodeState.DEGRADED : NodeState.CONNECTED;
        if (now != state) {
            state = now;
            changed.accept(now);
        }
        if (silence.compareTo(times.interval()) >= 0) {
            wire.tell(new MemberFrame.Ping());
        }
    }
}
