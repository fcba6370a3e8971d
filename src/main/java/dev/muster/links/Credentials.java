package dev.muster.links;

/** Who may join this process as a child. Thread-safe; called on worker threads, so it may block. */
public interface Credentials {
    /** What a presented token is. */
    sealed interface Holder {}

    /** A join token: admits nodes that nobody knows yet. */
    record Newcomer() implements Holder {}

    /** The own token of that node. */
    record Own(String node) implements Holder {}

    /** Nothing that is accepted. */
    record Nobody() implements Holder {}

    /**
     * Says what a token is; constant time in the secret part.
     *
     * @param node id of the node that presents it: a join token may be bound to one id
     */
    Holder check(String token, String node);

    /** True when a node of that id has a token of its own. */
    boolean issued(String node);

    /** Makes a token of its own for a node; an older one is void from now on. */
    String issue(String node);
}
