package dev.muster.nodes;

/**
 * A definition together with who gives it.
 *
 * @param definition what is registered
 * @param identity name of the link the node dialled in with; empty when it has not, or does not dial in
 * @param source who says so: a register file, or the node itself; a prevailing definition gives way to its own source only
 */
public record Registration(NodeDefinition definition, String identity, String source) {
    /** The source of definitions that a node, or whoever sends REGISTERNODES, gives. */
    public static final String MESSAGE = "message";
}
