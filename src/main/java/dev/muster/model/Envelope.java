package dev.muster.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What travels on every link (design section 4). Downward it names its targets; upward (a call that entered at a relay) it
 * carries the caller's selector and page, and the root solves it.
 *
 * @param token correlation id
 * @param action name of the operation
 * @param digest digest of the operation's file at the sender; empty upward
 * @param arguments arguments of the call
 * @param targets nodes that must run it, all of them at or below the receiver; empty upward
 * @param selector which nodes the caller means; null downward
 * @param page which part of the answer is wanted; null downward
 * @param identity signed identity of the caller
 * @param remaining time left when it was sent
 * @param waitForComplete whether the time limit of the execution is off
 * @param broadcasting whether the caller named nothing
 * @param hops ids of the nodes it came through, the entry node first
 */
public record Envelope(
        String token,
        String action,
        String digest,
        Arguments arguments,
        List<Target> targets,
        @Nullable Selector selector,
        @Nullable Page page,
        String identity,
        Duration remaining,
        boolean waitForComplete,
        boolean broadcasting,
        List<String> hops) {
    /** Copies the lists. */
    public Envelope {
        targets = List.copyOf(targets);
        hops = List.copyOf(hops);
    }

    /** The same envelope with other arguments. */
    public Envelope withArguments(Arguments other) {
        return new Envelope(
                token,
                action,
                digest,
                other,
                targets,
                selector,
                page,
                identity,
                remaining,
                waitForComplete,
                broadcasting,
                hops);
    }

    /** The same envelope with less time, never negative. */
    public Envelope withRemaining(Duration left) {
        Duration time = left.isNegative() ? Duration.ZERO : left;
        return new Envelope(
                token,
                action,
                digest,
                arguments,
                targets,
                selector,
                page,
                identity,
                time,
                waitForComplete,
                broadcasting,
                hops);
    }
}
