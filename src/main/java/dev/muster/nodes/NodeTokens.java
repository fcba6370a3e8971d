package dev.muster.nodes;

import java.util.Optional;

/** The tokens of single nodes. Thread-safe; called on worker threads, so it may block. */
@FunctionalInterface
public interface NodeTokens {
    /** The node whose own token this is. */
    Optional<String> nodeOf(String token);
}
