/**
 * Events: the seven models, their forms on HTTP and in Kafka, and what is said when a request is refused. Subpackages publish, read
 * and filter them; the generated classes of {@code v6} are the event model.
 */
@NullMarked
package dev.muster.events;

import org.jspecify.annotations.NullMarked;
