/**
 * Takes the events of an installation with another prefix over into this one, in today's version and under today's keys and topics
 * (specs/event-dispatcher.md section 7). It can be stopped at any time and goes on where it was.
 */
@NullMarked
package dev.muster.events.reprocess;

import org.jspecify.annotations.NullMarked;
