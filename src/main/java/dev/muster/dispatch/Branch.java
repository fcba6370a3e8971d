package dev.muster.dispatch;

import dev.muster.model.Target;
import java.util.List;

/**
 * The targets of a call that are reached the same way.
 *
 * @param hop id of the next node on the way: this node itself, a direct child, or the target when no way is known
 * @param way how the hop is reached
 * @param targets in the order of the plan, at least one
 */
public record Branch(String hop, Way way, List<Target> targets) {
    /** How the next hop of a branch is reached. */
    public enum Way {
        /** The targets run on this node. */
        LOCAL,
        /** One envelope over the link to the hop. */
        LINK,
        /** Nothing can be sent: every target ends as 3022. */
        UNREACHABLE
    }

    /** Copies the list. */
    public Branch {
        targets = List.copyOf(targets);
    }
}
