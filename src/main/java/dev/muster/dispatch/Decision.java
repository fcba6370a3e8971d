package dev.muster.dispatch;

import dev.muster.model.RequestType;

/** What a node does with a call: the routing decision of specs/distributed-api.md section 1.3. */
public enum Decision {
    /** Runs here. */
    LOCAL,
    /** Fans out over the tree below. */
    FORWARD,
    /** Goes to the parent, and the answer comes back from there. */
    REMOTE;

    /**
     * What decides on this node.
     *
     * @param enabled whether distribution is on ({@code DAPI_ON})
     * @param clustered whether this node belongs to a fleet (not {@code CLUSTER_OFF})
     * @param root whether this node is the hub ({@code MASTER})
     */
    public record Place(boolean enabled, boolean clustered, boolean root) {
        /** True when every call runs here, whatever it names: rows 1 and 2. */
        public boolean alone() {
            return !enabled || !clustered;
        }
    }

    /**
     * The first matching row of the table. Row 9, an unknown request type, cannot occur: {@link RequestType#parse} refuses it.
     *
     * @param fromParent whether the parent forwarded the call to this node
     */
    public static Decision decide(Place place, RequestType type, boolean fromParent) {
        if (place.alone()) {
            return LOCAL;
        }
        return switch (type) {
            case LOCAL_ANY -> LOCAL;
            case LOCAL_MASTER -> place.root() ? LOCAL : REMOTE;
            case DISTRIBUTED_MASTER -> fromParent ? LOCAL : place.root() ? FORWARD : REMOTE;
        };
    }
}
