package dev.muster.streams.type;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The names that blobs can get, and the extension of each. Thread-safe. */
final class TypeNames {
    static final String UNKNOWN = "unknown";
    static final String TEXT = "text/plain";

    private final Map<String, String> extensions = new HashMap<>();

    TypeNames() {
        Table.rows("names.tsv").forEach(row -> extensions.put(row[0], row.length > 1 ? row[1] : ""));
    }

    /** A name that rules may give. */
    String known(String name) {
        if (!extensions.containsKey(name)) {
            throw new IllegalStateException("a rule names the type '" + name + "', which names.tsv does not have");
        }
        return name;
    }

    /** The extension of files of that type; empty for a type without one, and for a name that is not known. */
    Optional<String> extension(String name) {
        return Optional.ofNullable(extensions.get(name)).filter(extension -> !extension.isEmpty());
    }

    Set<String> all() {
        return Set.copyOf(extensions.keySet());
    }
}
