package dev.muster.events.read;

import dev.muster.events.filter.Queue;
import java.util.regex.Pattern;

/**
 * One queue of a reader (specs/event-dispatcher.md section 3.2).
 *
 * @param queue which one
 * @param group the Kafka group that holds its place
 * @param topics names of the topics it reads; new ones are picked up
 */
public record QueuePlan(Queue queue, String group, Pattern topics) {
    /** Whether a place never seen before is at the end of the topics. */
    boolean startsAtEnd() {
        return queue != Queue.HISTORIC;
    }
}
