package dev.muster.interop;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Judges documents as the published client's models do: unknown keys, missing keys, nulls and wrong types are errors. */
final class StrictModels {
    private static final String TABLE = "/interop/event-models.txt";

    private final Map<String, Map<String, Field>> models = new HashMap<>();
    private final Map<String, Set<String>> words = new HashMap<>();

    private record Field(boolean required, String kind) {}

    StrictModels() {
        try (InputStream in = StrictModels.class.getResourceAsStream(TABLE)) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(this::line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Accepts the document as that model, or says where it is wrong. */
    void check(String model, JsonNode document) {
        object(model, document, model);
    }

    private void line(String line) {
        if (line.startsWith("=")) {
            List<String> parts = List.of(line.substring(2).split(" "));
            words.put(parts.get(0), Set.copyOf(parts.subList(1, parts.size())));
        } else if (!line.startsWith("#")) {
            String[] parts = line.split(": ", 2);
            Map<String, Field> fields = new LinkedHashMap<>();
            for (String field : parts[1].split(", ")) {
                String[] words = field.split(" ");
                boolean required = words[0].endsWith("*");
                fields.put(words[0].replace("*", ""), new Field(required, words[1]));
            }
            models.put(parts[0], fields);
        }
    }

    private void object(String model, JsonNode value, String at) {
        expect(value.isObject(), at, value, "an object");
        Map<String, Field> fields = models.get(model);
        Set<String> missing = new HashSet<>();
        fields.forEach((name, field) -> {
            if (field.required()) {
                missing.add(name);
            }
        });
        value.properties().forEach(member -> {
            Field field = fields.get(member.getKey());
            expect(field != null, at + "." + member.getKey(), value, "no such key");
            missing.remove(member.getKey());
            value(field.kind(), member.getValue(), at + "." + member.getKey());
        });
        expect(missing.isEmpty(), at, value, "also " + missing);
    }

    private void value(String kind, JsonNode value, String at) {
        if (kind.startsWith("[")) {
            expect(value.isArray(), at, value, "a list");
            value.forEach(element -> value(kind.substring(1, kind.length() - 1), element, at + "[]"));
        } else if (kind.startsWith("{")) {
            expect(value.isObject(), at, value, "a map");
            value.forEach(element -> value(kind.substring(1, kind.length() - 1), element, at + "{}"));
        } else if (models.containsKey(kind)) {
            object(kind, value, at);
        } else if (words.containsKey(kind)) {
            expect(
                    value.isTextual() && words.get(kind).contains(value.textValue()),
                    at,
                    value,
                    "one of " + words.get(kind));
        } else {
            scalar(kind, value, at);
        }
    }

    private static void scalar(String kind, JsonNode value, String at) {
        boolean good =
                switch (kind) {
                    case "str" -> value.isTextual();
                    case "int" -> value.isIntegralNumber();
                    case "num" -> value.isNumber();
                    case "bool" -> value.isBoolean();
                    case "object" -> value.isObject();
                    case "time" -> value.isTextual() && zoned(value.textValue());
                    case "any" -> !value.isNull();
                    default -> throw new IllegalStateException("kind " + kind + " is not described in " + TABLE);
                };
        expect(good, at, value, kind);
    }

    private static boolean zoned(String text) {
        try {
            return OffsetDateTime.parse(text) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static void expect(boolean good, String at, JsonNode value, String expected) {
        if (!good) {
            String shown = value.toString();
            throw new Unacceptable(
                    at + ": expected " + expected + ", found " + shown.substring(0, Math.min(200, shown.length())));
        }
    }
}
