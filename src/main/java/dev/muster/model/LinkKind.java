package dev.muster.model;

/** How a node is reached from its parent (design section 2). */
public enum LinkKind {
    LOCAL,
    WEBSOCKET,
    HTTP,
    SSH,
    XMLRPC
}
