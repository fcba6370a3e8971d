package dev.muster.model;

/** What a node is in the tree: the root, a node that may have children, or a leaf (an agent). */
public enum Role {
    HUB,
    RELAY,
    LEAF;

    /** The word the distributed API uses for this role: {@code master}, {@code worker} or {@code agent}. */
    public String apiType() {
        return switch (this) {
            case HUB -> "master";
            case RELAY -> "worker";
            case LEAF -> "agent";
        };
    }
}
