package dev.muster.nodes;

/** Told of what changes in the register, on the changing thread, after the change is visible. Must not block for long. */
public interface RegisterListener {
    /** A node is new, or came back after it had been removed: its history can be fetched, its link made with the first message. */
    default void added(NodeDefinition node) {}

    /** A node's link must be made anew: a value of its definition changed. */
    default void changed(NodeDefinition before, NodeDefinition after) {}

    /**
     * A node was removed, or a prevailing one that dials in took its leave: its link ends, its state is forgotten.
     *
     * @param source who removed it, see {@link Registration}
     */
    default void removed(NodeDefinition node, String source) {}

    /** Other nodes than before lie behind a registered one. */
    default void learnt() {}
}
