package dev.muster.events.read;

/**
 * A task that was given to a plugin and is not finished (specs/event-dispatcher.md section 3.7).
 *
 * @param key key of the event
 * @param plugin who has it
 * @param firstGiven seconds since 1970 when it was given out first
 * @param lastGiven seconds since 1970 when it was given out last
 * @param attempt how often it was given out
 * @param due microseconds since 1970 after which it counts as lost
 * @param event as it stood in Kafka
 */
record Lease(String key, Plugin plugin, long firstGiven, long lastGiven, int attempt, long due, byte[] event) {
    /** A task given out for the first time. */
    static Lease first(String key, Plugin plugin, long now, long due, byte[] event) {
        return new Lease(key, plugin, now, now, 1, due, event);
    }

    /** The same task given out once more. */
    Lease again(long now, long until) {
        return new Lease(key, plugin, firstGiven, Math.max(now, lastGiven + 1), attempt + 1, until, event);
    }

    /** What stays the same however often it is given out. */
    String task() {
        return key + "." + plugin.name() + "." + plugin.version();
    }

    /** Value of {@code dequeued}. */
    String id() {
        return task() + "." + lastGiven;
    }
}
