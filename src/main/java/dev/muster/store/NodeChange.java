package dev.muster.store;

import dev.muster.model.Node;
import org.jspecify.annotations.Nullable;

/**
 * A change that waits to be written.
 *
 * @param node the node as it is now; null when it was removed
 * @param whole false when only its state and the time it was last seen have changed
 */
record NodeChange(@Nullable Node node, boolean whole) {
    /** This change followed by another one of the same node. */
    NodeChange then(NodeChange later) {
        return new NodeChange(later.node, whole || later.whole);
    }
}
