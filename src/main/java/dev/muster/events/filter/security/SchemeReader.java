package dev.muster.events.filter.security;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the labels of an installation from the JSON of its settings. */
final class SchemeReader {
    private static final JsonMapper JSON = new JsonMapper();

    private SchemeReader() {}

    /** The scheme in that text; says in words of the settings what is wrong with it. */
    static Scheme read(String labels, OptionalLong releasable) {
        JsonNode root = parsed(labels);
        Map<String, Scheme.Classification> classifications = new LinkedHashMap<>();
        for (JsonNode option : options(root, "classification")) {
            String name = name(option);
            classifications.put(name, new Scheme.Classification(name, number(option, "priority", null)));
        }
        Map<String, Scheme.Caveat> caveats = new LinkedHashMap<>();
        for (JsonNode option : options(root, "caveat")) {
            String name = name(option);
            caveats.put(
                    name,
                    new Scheme.Caveat(
                            name,
                            number(option, "min_priority", Long.MIN_VALUE),
                            number(option, "max_priority", Long.MAX_VALUE)));
        }
        List<Scheme.Tlp> tlps = new ArrayList<>();
        options(root, "tlp")
                .forEach(option -> tlps.add(new Scheme.Tlp(
                        name(option), option.path("enforce_security").asBoolean())));
        Scheme.Release release = release(root);
        if (!release.names().isEmpty() && releasable.isEmpty()) {
            throw wrong(
                    "has releasabilities, but muster.events.security.releasable-from says not from which priority on");
        }
        return new Scheme(classifications, caveats, release, tlps, releasable.orElse(Long.MAX_VALUE));
    }

    private static JsonNode parsed(String labels) {
        try {
            JsonNode root = JSON.readTree(labels.isBlank() ? "{}" : labels);
            if (root.isObject()) {
                return root;
            }
        } catch (JsonProcessingException e) {
            throw wrong("is not valid JSON: " + e.getOriginalMessage());
        }
        throw wrong("is not a JSON object; give {\"classification\":{\"options\":[...]}}");
    }

    private static Scheme.Release release(JsonNode root) {
        JsonNode node = root.path("releasability");
        String prefix = upper(node.path("prefix").asText("REL:"));
        Scheme.Release bare = new Scheme.Release(prefix, null, null, List.of());
        List<String> names = new ArrayList<>();
        options(root, "releasability").forEach(option -> names.add(bare.full(name(option))));
        String origin =
                node.hasNonNull("origin") ? bare.full(upper(node.get("origin").asText())) : null;
        String other = node.hasNonNull("origin_alt_name")
                ? upper(node.get("origin_alt_name").asText())
                : null;
        return new Scheme.Release(prefix, origin, other == null || other.isEmpty() ? null : bare.full(other), names);
    }

    private static Iterable<JsonNode> options(JsonNode root, String kind) {
        JsonNode options = root.path(kind).path("options");
        if (!options.isMissingNode() && !options.isArray()) {
            throw wrong("has '" + kind + ".options' that is not a list");
        }
        return options;
    }

    private static String name(JsonNode option) {
        String name = upper(option.path("name").asText("")).strip();
        if (name.isEmpty()) {
            throw wrong("has an option without a name: " + option);
        }
        return name;
    }

    private static long number(JsonNode option, String field, @Nullable Long otherwise) {
        JsonNode value = option.path(field);
        if (value.canConvertToLong() && value.isNumber()) {
            return value.longValue();
        }
        if (otherwise == null || value.isTextual()) {
            throw wrong("has an option whose '" + field + "' is not a number: " + option);
        }
        return otherwise;
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("muster.events.security.labels " + what);
    }
}
