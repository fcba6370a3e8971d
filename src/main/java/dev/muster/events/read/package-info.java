/**
 * Readers of events: who reads where, what is under way to whom, and what was settled. Offsets are committed for what was delivered and
 * for nothing else; a client that waits costs no thread.
 */
@NullMarked
package dev.muster.events.read;

import org.jspecify.annotations.NullMarked;
