/**
 * From a request to Kafka: events are checked, go through the stages of specs/event-dispatcher.md section 2.5, and are sent. What the stages
 * must know, earlier deletes and inserts, is kept here; who sends, copies and watches tasks is a port.
 */
@NullMarked
package dev.muster.events.publish;

import org.jspecify.annotations.NullMarked;
