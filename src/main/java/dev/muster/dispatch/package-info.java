/**
 * The distributed call (specs/distributed-api.md sections 1 to 6): where a call runs, which nodes it means, how work is bounded in
 * pools and queues, and how all replies fold into one answer. Knows nothing of routes and links; those join it from outside.
 */
@NullMarked
package dev.muster.dispatch;

import org.jspecify.annotations.NullMarked;
