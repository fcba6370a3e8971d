package dev.muster.camel;

import dev.muster.model.Argument;
import dev.muster.model.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An operation as JSON values for {@code GET /operations}, its arguments as JSON Schema. */
final class OperationSheet {
    private OperationSheet() {}

    static Map<String, Object> of(Operation operation, Instant loadedAt, OperationVersions versions) {
        Map<String, Object> sheet = new LinkedHashMap<>();
        sheet.put("name", operation.name());
        sheet.put("description", operation.description());
        sheet.put("request_type", operation.requestType().word());
        sheet.put("scope", operation.scope().name().toLowerCase(Locale.ROOT));
        sheet.put(
                "permission",
                operation.permissions().stream()
                        .map(permission -> permission.action() + " " + permission.resource())
                        .toList());
        sheet.put("pool", operation.pool());
        sheet.put("timeout", time(operation.timeout()));
        sheet.put("result", operation.result().name().toLowerCase(Locale.ROOT));
        sheet.put("services", operation.services().stream().sorted().toList());
        sheet.put("broadcast", operation.broadcast());
        sheet.put("disruptive", operation.disruptive());
        sheet.put("arguments", schema(operation));
        sheet.put("file", operation.file());
        sheet.put("digest", operation.digest());
        sheet.put("loaded_at", loadedAt.toString());
        sheet.put("nodes", nodes(operation, versions));
        return sheet;
    }

    /** JSON Schema of the arguments object. */
    static Map<String, Object> schema(Operation operation) {
        Map<String, Object> properties = new LinkedHashMap<>();
        operation.arguments().forEach(argument -> properties.put(argument.name(), property(argument, operation)));
        List<String> required = operation.arguments().stream()
                .filter(Argument::required)
                .map(Argument::name)
                .toList();
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", required);
        schema.put("additionalProperties", false);
        return schema;
    }

    private static Map<String, Object> property(Argument argument, Operation operation) {
        Map<String, Object> property = new LinkedHashMap<>();
        Argument.Type type = argument.type();
        property.put("type", type == Argument.Type.STRINGS ? "array" : type.word());
        if (!argument.description().isEmpty()) {
            property.put("description", argument.description());
        }
        String pattern = argument.pattern() == null ? null : "^(?:" + argument.pattern() + ")$";
        if (type == Argument.Type.STRINGS) {
            property.put(
                    "items", pattern == null ? Map.of("type", "string") : Map.of("type", "string", "pattern", pattern));
        } else if (pattern != null) {
            property.put("pattern", pattern);
        }
        put(property, limit(type, "min"), argument.minimum());
        put(property, limit(type, "max"), argument.maximum());
        put(property, "default", argument.defaultValue());
        if (operation.masked().contains(argument.name())) {
            property.put("writeOnly", true);
        }
        return property;
    }

    private static String limit(Argument.Type type, String side) {
        return switch (type) {
            case STRING -> side + "Length";
            case STRINGS -> side + "Items";
            case OBJECT -> side + "Properties";
            default -> side + "imum";
        };
    }

    private static void put(Map<String, Object> property, String key, @Nullable Object value) {
        if (value != null) {
            property.put(key, value);
        }
    }

    private static Map<String, Object> nodes(Operation operation, OperationVersions versions) {
        Map<String, Object> nodes = new LinkedHashMap<>();
        versions.of(operation).forEach((node, report) -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("digest", report.digest());
            entry.put("older", versions.olderThan(node, operation).isPresent());
            if (!report.error().isEmpty()) {
                entry.put("error", report.error());
            }
            nodes.put(node, entry);
        });
        return nodes;
    }

    private static String time(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
