/**
 * The Kafka cluster behind the events: how it is reached, one producer for all, topics that are made and mended at the start, and
 * followers of compacted topics. Nothing here waits on a thread of a caller.
 */
@NullMarked
package dev.muster.events.kafka;

import org.jspecify.annotations.NullMarked;
