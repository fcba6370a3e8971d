package dev.muster.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The link types of nodes, as register files and health reports write them (specs/node-proxy.md section 0). */
public enum NodeType {
    /** We dial the node; ZeroMQ itself is not spoken. */
    PUSH_ZMQ,
    /** We dial the node over HTTPS. */
    PUSH_HTTPS,
    /** We log in with SSH; nothing of ours runs on the node. */
    PUSH_SSH,
    /** The node dials us; ZeroMQ itself is not spoken. */
    PULL,
    /** The node dials us over a WebSocket. */
    WSS,
    /** The same as {@link #WSS}. */
    PULLWSS;

    /** The type of that name, if there is one. */
    public static Optional<NodeType> of(String text) {
        return Arrays.stream(values()).filter(type -> type.text().equals(text)).findFirst();
    }

    /** The name in files and on the wire. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it is the node that dials. */
    public boolean dialsIn() {
        return this == PULL || this == WSS || this == PULLWSS;
    }

    /** Whether the node keeps a history of its own that can be fetched. */
    public boolean keepsHistory() {
        return this != PUSH_SSH;
    }

    /** Whether it stands for a protocol that this program does not speak and serves over its own links. */
    public boolean mapped() {
        return this == PUSH_ZMQ || this == PULL;
    }
}
