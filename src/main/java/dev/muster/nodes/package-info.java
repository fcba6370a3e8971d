/**
 * The nodes of the node proxy: how they are defined, by which way each is reached, and how messages get there in order; with the door
 * for nodes that speak text frames. What carries a message, what this node does itself and where history is kept are ports.
 */
@NullMarked
package dev.muster.nodes;

import org.jspecify.annotations.NullMarked;
