package dev.muster.links;

/** The token this process presents to its parent. Thread-safe. */
public interface OwnCredential {
    /** The own token when there is one, else the join token. */
    String token();

    /** Keeps an own token for good; called on a worker thread. */
    void keep(String token);
}
