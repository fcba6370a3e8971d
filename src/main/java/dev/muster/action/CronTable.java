package dev.muster.action;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The definitions of one node, in a file, and when each is due next. Thread-safe; a change is on the disk when its method returns. */
final class CronTable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Clock clock;
    private final Map<String, Due> entries = new LinkedHashMap<>();

    private record Due(CronDefinition definition, Instant next) {}

    /** Reads the file; one that is there and cannot be read fails. */
    CronTable(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
        try {
            if (Files.exists(file)) {
                List<Map<String, Object>> saved =
                        JSON.readValue(Files.readAllBytes(file), new TypeReference<List<Map<String, Object>>>() {});
                saved.forEach(body -> put(CronDefinition.of(body)));
            }
        } catch (IOException | Refusal e) {
            throw new IllegalStateException(
                    "the cron definitions in " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    synchronized List<CronDefinition> all() {
        return entries.values().stream().map(Due::definition).toList();
    }

    synchronized Optional<CronDefinition> find(String id) {
        return Optional.ofNullable(entries.get(id)).map(Due::definition);
    }

    /** Adds all of them or none. */
    synchronized void add(List<CronDefinition> definitions) {
        List<String> ids = new ArrayList<>(entries.keySet());
        for (CronDefinition definition : definitions) {
            if (ids.contains(definition.id())) {
                throw new Refusal("id '" + definition.id() + "' already exists");
            }
            ids.add(definition.id());
        }
        definitions.forEach(this::put);
        save();
    }

    synchronized void replace(CronDefinition definition) {
        put(definition);
        save();
    }

    synchronized boolean remove(String id) {
        boolean found = entries.remove(id) != null;
        if (found) {
            save();
        }
        return found;
    }

    /** What has become due; each is then due at its next time from now on, so that what was missed is done once. */
    synchronized List<CronDefinition> due() {
        Instant now = clock.instant();
        List<CronDefinition> due = new ArrayList<>();
        for (Due entry : List.copyOf(entries.values())) {
            if (!entry.next().isAfter(now)) {
                due.add(entry.definition());
                put(entry.definition());
            }
        }
        return due;
    }

    private void put(CronDefinition definition) {
        Instant next = Timespec.of(definition.timespec())
                .after(clock.instant(), clock.getZone())
                .orElse(Instant.MAX);
        entries.put(definition.id(), new Due(definition, next));
    }

    private void save() {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(
                    fresh,
                    JSON.writerWithDefaultPrettyPrinter()
                            .writeValueAsBytes(entries.values().stream()
                                    .map(entry -> entry.definition().fields())
                                    .toList()));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the cron definitions cannot be written to " + file, e);
        }
    }
}
