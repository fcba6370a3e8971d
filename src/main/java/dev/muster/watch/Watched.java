package dev.muster.watch;

import dev.muster.model.NodeHealth;
import dev.muster.model.NodeType;
import java.time.Duration;

/**
 * A node that is watched.
 *
 * @param pingTimeout how long a node that dials in may take to answer a ping
 */
public record Watched(String id, NodeType type, Duration pingTimeout, NodeHealth health) {}
