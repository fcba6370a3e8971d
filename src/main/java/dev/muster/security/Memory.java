package dev.muster.security;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Remembers a bounded number of values; when it is full it forgets everything, which is cheap and happens rarely. Thread-safe. */
final class Memory<K, V> {
    private final ConcurrentMap<K, V> values = new ConcurrentHashMap<>();
    private final int most;

    Memory(int most) {
        this.most = most;
    }

    @Nullable
    V get(K key) {
        return values.get(key);
    }

    void put(K key, V value) {
        if (values.size() >= most) {
            values.clear();
        }
        values.put(key, value);
    }

    void clear() {
        values.clear();
    }

    int size() {
        return values.size();
    }
}
