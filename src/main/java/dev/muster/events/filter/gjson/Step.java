package dev.muster.events.filter.gjson;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One component of a path. Immutable. */
sealed interface Step {
    /** Where the step leads from that value; null for nowhere. */
    @Nullable
    JsonNode from(JsonNode value, Work work);

    /** The name that a multipath gives to what it finds. */
    default String name() {
        return "_";
    }

    /** A member of an object, or an element of an array when it is a number. */
    record Key(String text, int index) implements Step {
        @Override
        public @Nullable JsonNode from(JsonNode value, Work work) {
            if (value.isArray()) {
                return index < 0 ? null : value.get(index);
            }
            return value.get(text);
        }

        @Override
        public String name() {
            return text;
        }
    }

    /** The first member of an object whose name is like a pattern. */
    record Like(Wildcard pattern) implements Step {
        @Override
        public @Nullable JsonNode from(JsonNode value, Work work) {
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                if (pattern.matches(member.getKey(), work)) {
                    return member.getValue();
                }
            }
            return null;
        }
    }

    /** The number of elements of an array. */
    record Count() implements Step {
        @Override
        public @Nullable JsonNode from(JsonNode value, Work work) {
            return value.isArray() ? IntNode.valueOf(value.size()) : null;
        }
    }

    /** What a path finds in each element of an array, in an array. */
    record Each(Path rest) implements Step {
        @Override
        public @Nullable JsonNode from(JsonNode value, Work work) {
            if (!value.isArray()) {
                return null;
            }
            ArrayNode found = JsonNodeFactory.instance.arrayNode();
            for (JsonNode element : value) {
                JsonNode result = rest.from(element, work);
                if (result != null) {
                    found.add(result);
                }
            }
            return found;
        }

        @Override
        public String name() {
            return rest.name();
        }
    }

    /** The first element of an array that fulfils a condition. */
    record First(Condition condition) implements Step {
        @Override
        public @Nullable JsonNode from(JsonNode value, Work work) {
            if (value.isArray()) {
                for (JsonNode element : value) {
                    if (condition.holds(element, work)) {
                        return element;
                    }
                }
            }
            return null;
        }
    }

    /** All elements of an array that fulfil a condition, in an array. */
    record All(Condition condition) implements Step {
        @Override
        public @Nullable JsonNode from(JsonNode value, Work work) {
            if (!value.isArray()) {
                return null;
            }
            ArrayNode found = JsonNodeFactory.instance.arrayNode();
            for (JsonNode element : value) {
                if (condition.holds(element, work)) {
                    found.add(element);
                }
            }
            return found;
        }
    }

    /** What several paths find, in an array. */
    record Several(List<Path> paths) implements Step {
        @Override
        public JsonNode from(JsonNode value, Work work) {
            ArrayNode found = JsonNodeFactory.instance.arrayNode();
            for (Path path : paths) {
                JsonNode result = path.from(value, work);
                if (result != null) {
                    found.add(result);
                }
            }
            return found;
        }
    }

    /** What several paths find, in an object. */
    record Named(List<Map.Entry<String, Path>> paths) implements Step {
        @Override
        public JsonNode from(JsonNode value, Work work) {
            ObjectNode found = JsonNodeFactory.instance.objectNode();
            for (Map.Entry<String, Path> path : paths) {
                JsonNode result = path.getValue().from(value, work);
                if (result != null) {
                    found.set(path.getKey(), result);
                }
            }
            return found;
        }
    }

    /** The same value everywhere. */
    record Literal(JsonNode value) implements Step {
        @Override
        public JsonNode from(JsonNode ignored, Work work) {
            return value;
        }
    }

    /** A change of the value. */
    record Changed(Modifier modifier, JsonNode argument) implements Step {
        @Override
        public @Nullable JsonNode from(JsonNode value, Work work) {
            return modifier.apply(value, argument, work);
        }
    }
}
