package dev.muster.links;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Strict reader of one JSON object: each field is asked for by name and type, and what nobody asked for is a protocol error. */
final class Fields {
    private final String where;
    private final Map<String, Object> values;

    /** Takes the map over: fields are removed as they are read. */
    Fields(String where, Map<String, Object> values) {
        this.where = where;
        this.values = values;
    }

    @SuppressWarnings("unchecked")
    static Fields of(String where, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return new Fields(where, (Map<String, Object>) map);
        }
        throw new ProtocolError(where + " must be an object");
    }

    /** Refuses what was not read. */
    void end() {
        if (!values.isEmpty()) {
            throw new ProtocolError(where + " has an unknown field '"
                    + values.keySet().iterator().next() + "'");
        }
    }

    boolean has(String name) {
        return values.get(name) != null;
    }

    String text(String name) {
        return take(name, String.class, "a string");
    }

    String text(String name, String otherwise) {
        return has(name) ? text(name) : otherwise;
    }

    @Nullable
    String textOrNull(String name) {
        return has(name) ? text(name) : null;
    }

    long integer(String name) {
        Object value = take(name, Object.class, "an integer");
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        throw wrong(name, "an integer");
    }

    long integer(String name, long otherwise) {
        return has(name) ? integer(name) : otherwise;
    }

    int small(String name) {
        long value = integer(name);
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw wrong(name, "an integer from 0 to " + Integer.MAX_VALUE);
        }
        return (int) value;
    }

    boolean flag(String name) {
        return take(name, Boolean.class, "true or false");
    }

    <E extends Enum<E>> E word(String name, Class<E> type) {
        String word = text(name);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(word)) {
                return constant;
            }
        }
        throw wrong(name, "one of " + List.of(type.getEnumConstants()));
    }

    /** Any JSON value; null stands for an absent one. */
    @Nullable
    Object any(String name) {
        return values.remove(name);
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> object(String name) {
        return take(name, Map.class, "an object");
    }

    Fields fields(String name) {
        return new Fields(where + "." + name, object(name));
    }

    @SuppressWarnings("unchecked")
    List<Object> list(String name) {
        return take(name, List.class, "a list");
    }

    /** Each member of a list of objects. */
    List<Fields> each(String name) {
        List<Fields> found = new ArrayList<>();
        for (Object value : list(name)) {
            found.add(of(where + "." + name, value));
        }
        return found;
    }

    List<String> texts(String name) {
        List<String> found = new ArrayList<>();
        for (Object value : list(name)) {
            if (!(value instanceof String text)) {
                throw wrong(name, "a list of strings");
            }
            found.add(text);
        }
        return found;
    }

    @Nullable
    List<String> textsOrNull(String name) {
        return has(name) ? texts(name) : null;
    }

    Map<String, String> textMap(String name) {
        Map<String, String> found = new LinkedHashMap<>();
        object(name).forEach((key, value) -> {
            if (!(value instanceof String text)) {
                throw wrong(name, "an object of strings");
            }
            found.put(key, text);
        });
        return found;
    }

    @Nullable
    Map<String, String> textMapOrNull(String name) {
        return has(name) ? textMap(name) : null;
    }

    private <T> T take(String name, Class<T> type, String expected) {
        Object value = values.remove(name);
        if (value == null) {
            throw new ProtocolError(where + " lacks the field '" + name + "'");
        }
        if (!type.isInstance(value)) {
            throw wrong(name, expected);
        }
        return type.cast(value);
    }

    private ProtocolError wrong(String name, String expected) {
        return new ProtocolError(where + "." + name + " must be " + expected);
    }
}
