package dev.muster.model;

/** Liveness of a node as its parent sees it; known nodes are kept in every state (specs/distributed-api.md D-13). */
public enum NodeState {
    /** Registered, but has never joined. */
    NEVER_CONNECTED,
    /** Its link is up and answers keep-alives. */
    CONNECTED,
    /** Its link is up but keep-alives are late. */
    DEGRADED,
    /** It was connected once and its link is down. */
    DISCONNECTED;

    /** True when a call may be sent to a node in this state. */
    public boolean reachable() {
        return this == CONNECTED || this == DEGRADED;
    }
}
