package dev.muster.events.filter.gjson;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The modifiers of GJSON. White space has no meaning in parsed JSON, so {@code pretty}, {@code ugly} and {@code valid} change nothing. */
enum Modifier {
    THIS,
    VALID,
    PRETTY,
    UGLY,
    REVERSE,
    KEYS,
    VALUES,
    FLATTEN,
    JOIN,
    TOSTR,
    FROMSTR,
    GROUP;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** The modifier of that name, written in small letters. */
    static Optional<Modifier> of(String name) {
        for (Modifier modifier : values()) {
            if (modifier.name().toLowerCase(Locale.ROOT).equals(name)) {
                return Optional.of(modifier);
            }
        }
        return Optional.empty();
    }

    /** The changed value; null if there is none. */
    @Nullable
    JsonNode apply(JsonNode value, JsonNode argument, Work work) {
        work.take(1 + value.size());
        return switch (this) {
            case THIS, VALID, PRETTY, UGLY -> value;
            case REVERSE -> reversed(value);
            case KEYS -> keys(value);
            case VALUES -> values(value);
            case FLATTEN -> value.isArray() ? flat(value, argument.path("deep").asBoolean(), work) : value;
            case JOIN ->
                value.isArray() ? joined(value, argument.path("preserve").asBoolean(), work) : value;
            case TOSTR -> text(value, work);
            case FROMSTR -> parsed(value, work);
            case GROUP -> grouped(value, work);
        };
    }

    private static JsonNode reversed(JsonNode value) {
        if (value.isArray()) {
            List<JsonNode> elements = new ArrayList<>();
            value.forEach(elements::add);
            Collections.reverse(elements);
            return array(elements);
        }
        if (!value.isObject()) {
            return value;
        }
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(value.properties());
        Collections.reverse(members);
        ObjectNode reversed = NODES.objectNode();
        members.forEach(member -> reversed.set(member.getKey(), member.getValue()));
        return reversed;
    }

    private static JsonNode keys(JsonNode value) {
        ArrayNode keys = NODES.arrayNode();
        if (value.isObject()) {
            value.fieldNames().forEachRemaining(keys::add);
        } else {
            int count = value.isArray() ? value.size() : 1;
            Collections.nCopies(count, NullNode.getInstance()).forEach(keys::add);
        }
        return keys;
    }

    private static JsonNode values(JsonNode value) {
        return value.isContainerNode() ? array(value) : array(List.of(value));
    }

    private static JsonNode flat(JsonNode value, boolean deep, Work work) {
        ArrayNode flat = NODES.arrayNode();
        for (JsonNode element : value) {
            work.take(1 + element.size());
            if (element.isArray()) {
                (deep ? flat(element, true, work) : element).forEach(flat::add);
            } else {
                flat.add(element);
            }
        }
        return flat;
    }

    private static JsonNode joined(JsonNode value, boolean first, Work work) {
        ObjectNode joined = NODES.objectNode();
        for (JsonNode element : value) {
            work.take(1 + element.size());
            if (element.isObject()) {
                for (Map.Entry<String, JsonNode> member : element.properties()) {
                    if (!first || !joined.has(member.getKey())) {
                        joined.set(member.getKey(), member.getValue());
                    }
                }
            }
        }
        return joined;
    }

    private static JsonNode text(JsonNode value, Work work) {
        work.takeAll(value);
        return TextNode.valueOf(value.toString());
    }

    private static @Nullable JsonNode parsed(JsonNode value, Work work) {
        if (!value.isTextual()) {
            return null;
        }
        work.takeAll(value);
        try {
            JsonNode parsed = Cursor.JSON.readTree(value.textValue());
            return parsed.isMissingNode() ? null : parsed;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static JsonNode grouped(JsonNode value, Work work) {
        ArrayNode groups = NODES.arrayNode();
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            JsonNode column = member.getValue();
            work.take(1 + column.size());
            for (int row = 0; column.isArray() && row < column.size(); row++) {
                ObjectNode group = row < groups.size() ? (ObjectNode) groups.get(row) : groups.addObject();
                group.set(member.getKey(), column.get(row));
            }
        }
        return groups;
    }

    private static ArrayNode array(Iterable<JsonNode> elements) {
        ArrayNode array = NODES.arrayNode();
        elements.forEach(array::add);
        return array;
    }
}
