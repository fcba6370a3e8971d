package dev.muster.dispatch;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Typed, strict access to the fields of one JSON object; null counts as absent. */
final class Body {
    private static final int MOST = 100_000;
    private static final int LONGEST = 256;

    private final String prefix;
    private final Map<String, ?> fields;

    /**
     * Refuses unknown fields.
     *
     * @param prefix put before the names of fields in error texts
     */
    Body(String prefix, Map<String, ?> fields, Set<String> known) {
        this.prefix = prefix;
        this.fields = fields;
        for (String name : fields.keySet()) {
            if (!known.contains(name)) {
                throw new MusterException(
                        ErrorCode.BAD_PARAMETER,
                        "field '" + prefix + name + "' is not known; the fields are "
                                + String.join(", ", new TreeSet<>(known)));
            }
        }
    }

    boolean has(String name) {
        return fields.get(name) != null;
    }

    @Nullable
    String text(String name) {
        return typed(name, String.class, "a string");
    }

    boolean flag(String name) {
        Boolean value = typed(name, Boolean.class, "true or false");
        return value != null && value;
    }

    int integer(String name, int otherwise) {
        Object value = fields.get(name);
        if (value == null) {
            return otherwise;
        }
        boolean whole = value instanceof Integer || value instanceof Long;
        if (!whole || ((Number) value).longValue() != ((Number) value).intValue()) {
            throw wrong(name, "an integer");
        }
        return ((Number) value).intValue();
    }

    Map<String, Object> object(String name) {
        Map<?, ?> value = typed(name, Map.class, "an object");
        Map<String, Object> object = new LinkedHashMap<>();
        if (value != null) {
            value.forEach((key, member) -> object.put(String.valueOf(key), member));
        }
        return object;
    }

    @Nullable
    String id(String name) {
        String id = text(name);
        if (id != null && !Node.validId(id)) {
            throw wrong(name, "a node id");
        }
        return id;
    }

    @Nullable
    List<String> ids(String name) {
        return list(name, Node::validId, "a list of node ids");
    }

    @Nullable
    List<String> agents(String name) {
        return List.of("*").equals(fields.get(name))
                ? List.of("*")
                : list(name, Node::validId, "a list of agent ids, or [\"*\"]");
    }

    @Nullable
    List<String> names(String name) {
        return list(name, text -> !text.isBlank() && text.length() <= LONGEST, "a list of names");
    }

    private @Nullable List<String> list(String name, Predicate<String> valid, String expected) {
        List<?> value = typed(name, List.class, expected);
        if (value == null) {
            return null;
        }
        if (value.size() > MOST) {
            throw wrong(name, "at most " + MOST + " members long");
        }
        List<String> texts = new ArrayList<>(value.size());
        for (Object member : value) {
            if (!(member instanceof String text) || !valid.test(text)) {
                throw new MusterException(
                        ErrorCode.BAD_PARAMETER,
                        "'" + prefix + name + "' must be " + expected + "; '" + shown(member) + "' is none");
            }
            texts.add(text);
        }
        return texts;
    }

    private <T> @Nullable T typed(String name, Class<T> type, String expected) {
        Object value = fields.get(name);
        if (value != null && !type.isInstance(value)) {
            throw wrong(name, expected);
        }
        return type.cast(value);
    }

    private MusterException wrong(String name, String expected) {
        return new MusterException(
                ErrorCode.BAD_PARAMETER,
                "'" + prefix + name + "' must be " + expected + ", not '" + shown(fields.get(name)) + "'");
    }

    private static String shown(@Nullable Object value) {
        String text = String.valueOf(value);
        return text.length() <= 100 ? text : text.substring(0, 100) + "...";
    }
}
