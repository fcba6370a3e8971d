package dev.muster.operations;

import java.util.Map;

/** A program that is always well. */
final class FixedVitals implements Vitals {
    @Override
    public Map<String, String> services() {
        return Map.of("registry", "running");
    }

    @Override
    public Map<String, ?> queues() {
        return Map.of("dispatch", Map.of("depth", 3));
    }

    @Override
    public Map<String, ?> pools() {
        return Map.of("thread", Map.of("active", 1));
    }

    @Override
    public Map<String, String> settings() {
        return Map.of(
                "muster.http.port", "8080",
                "muster.store.password", "hunter2",
                "muster.join.token", "abc",
                "muster.store.url", "jdbc:postgresql://bob:hunter2@db/muster?user=x&password=hunter2&ssl=on",
                "muster.keys.directory", "data/keys");
    }
}
