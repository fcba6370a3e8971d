package dev.muster.events;

import java.nio.charset.StandardCharsets;

/**
 * The partition of a key: 32-bit FNV-1a as a signed number, modulo, without its sign. The other programs that write to these topics
 * choose so, and compaction needs the same key in the same place (specs/event-dispatcher.md section 2.4).
 */
public final class Fnv1aPartitioner {
    private static final int OFFSET_BASIS = 0x811c9dc5;
    private static final int PRIME = 0x01000193;

    private Fnv1aPartitioner() {}

    /** The partition of that key among so many. */
    public static int partition(String key, int partitions) {
        return Math.abs(hash(key.getBytes(StandardCharsets.UTF_8)) % partitions);
    }

    static int hash(byte[] key) {
        int hash = OFFSET_BASIS;
        for (byte each : key) {
            hash = (hash ^ (each & 0xff)) * PRIME;
        }
        return hash;
    }
}
