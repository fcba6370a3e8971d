package dev.muster.nodes;

import dev.muster.model.Node;
import dev.muster.model.NodeType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads one node definition as register files and REGISTERNODES messages write it. What is wrong is an
 * {@link IllegalArgumentException} that names the value and says what to write.
 */
final class DefinitionReader {
    private static final Set<String> OWN = Set.of("id", "type", "prevail", "identity", "nodes");
    private static final String TYPES =
            Arrays.stream(NodeType.values()).map(NodeType::text).collect(Collectors.joining(", "));

    private DefinitionReader() {}

    /** Reads an entry; every value must make sense. */
    static NodeDefinition strict(Map<?, ?> entry) {
        NodeDefinition read = read(entry, true);
        if (!read.type().dialsIn() && read.option("address").isBlank()) {
            throw bad("address is missing: a node of type " + read.type().text() + " needs the host to dial");
        }
        checkNumber(entry, "port", 65_535);
        checkNumber(entry, "ssh_port", 65_535);
        checkNumber(entry, "ping_timeout", 86_400);
        return read;
    }

    /** Reads an entry as the original does: a pathscore that is no number counts as 1. */
    static NodeDefinition lenient(Map<?, ?> entry) {
        return read(entry, false);
    }

    /** The id in that field. */
    static String id(@Nullable Object value) {
        String id = value instanceof String || value instanceof Number
                ? value.toString().trim()
                : "";
        if (!Node.validId(id)) {
            throw bad("id '" + shown(value) + "' is not valid: use letters, digits, '_', '-' and '.', at most 128");
        }
        return id;
    }

    /** The subnodes in that field. */
    static List<NodeDefinition.Subnode> subnodes(@Nullable Object value, boolean strict) {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw bad("'nodes' must be a list of entries with id and pathscore");
        }
        List<NodeDefinition.Subnode> subnodes = new ArrayList<>();
        for (Object each : list) {
            if (!(each instanceof Map<?, ?> map)) {
                throw bad("'" + shown(each) + "' below 'nodes' must be an entry with id and pathscore");
            }
            subnodes.add(new NodeDefinition.Subnode(id(map.get("id")), pathscore(map.get("pathscore"), strict)));
        }
        return subnodes;
    }

    private static NodeDefinition read(Map<?, ?> entry, boolean strict) {
        String id = id(entry.get("id"));
        Object type = entry.get("type");
        NodeType known = NodeType.of(String.valueOf(type))
                .orElseThrow(() -> bad("type '" + shown(type) + "' is not known: use one of " + TYPES));
        Map<String, Object> options = new LinkedHashMap<>();
        entry.forEach((key, value) -> {
            if (!OWN.contains(String.valueOf(key)) && scalar(value)) {
                options.put(String.valueOf(key), value);
            } else if (strict && !OWN.contains(String.valueOf(key))) {
                throw bad("'" + key + "' must be a single value");
            }
        });
        return new NodeDefinition(
                id, known, truth(entry.get("prevail")), subnodes(entry.get("nodes"), strict), options);
    }

    private static int pathscore(@Nullable Object value, boolean strict) {
        if (value == null) {
            return 1;
        }
        try {
            return Integer.parseInt(value.toString().trim());
        } catch (NumberFormatException e) {
            if (strict) {
                throw bad("pathscore '" + shown(value) + "' must be a whole number");
            }
            return 1;
        }
    }

    private static boolean truth(@Nullable Object value) {
        return switch (value == null ? "" : value.toString().trim().toLowerCase(Locale.ROOT)) {
            case "1", "true", "yes" -> true;
            case "", "0", "false", "no" -> false;
            default -> throw bad("prevail '" + shown(value) + "' must be 0 or 1");
        };
    }

    private static void checkNumber(Map<?, ?> entry, String key, int most) {
        Object value = entry.get(key);
        if (value == null) {
            return;
        }
        try {
            int number = Integer.parseInt(value.toString().trim());
            if (number >= 1 && number <= most) {
                return;
            }
        } catch (NumberFormatException e) {
            throw bad(key + " '" + shown(value) + "' must be a whole number from 1 to " + most, e);
        }
        throw bad(key + " '" + shown(value) + "' must be a whole number from 1 to " + most);
    }

    private static boolean scalar(@Nullable Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean;
    }

    private static String shown(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        return text.length() > 100 ? text.substring(0, 100) + "..." : text;
    }

    private static IllegalArgumentException bad(String detail) {
        return new IllegalArgumentException(detail);
    }

    private static IllegalArgumentException bad(String detail, Throwable cause) {
        return new IllegalArgumentException(detail, cause);
    }
}
