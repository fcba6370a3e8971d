/**
 * How an envelope reaches a node and its replies come back: WebSocket and HTTP links, joining, keep-alive, streams, operation files.
 * Everything here speaks the model and Vert.x; what a node does with an envelope, and who may join, are ports.
 */
@NullMarked
package dev.muster.links;

import org.jspecify.annotations.NullMarked;
