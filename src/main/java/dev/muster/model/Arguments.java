package dev.muster.model;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The arguments of a call by name, JSON types only. Immutable; typed access fails with error 3074 that names the argument. */
public final class Arguments extends AbstractMap<String, Object> {
    /** No arguments. */
    public static final Arguments NONE = new Arguments(Map.of());

    private final Map<String, Object> values;

    /** Copies the values, keeping order. */
    public Arguments(Map<String, ?> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<String, Object>(values));
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return values.entrySet();
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        return values.get(key);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return values.containsKey(key);
    }

    /** The same arguments with one of them replaced or added. */
    public Arguments with(String name, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(values);
        changed.put(name, value);
        return new Arguments(changed);
    }

    /** The same arguments without one of them. */
    public Arguments without(String name) {
        Map<String, Object> changed = new LinkedHashMap<>(values);
        changed.remove(name);
        return new Arguments(changed);
    }

    /** A text; fails when absent or of another type. */
    public String text(String name) {
        return required(name, String.class, "a string");
    }

    /** A text, or the other value when absent. */
    public String text(String name, String otherwise) {
        return values.get(name) == null ? otherwise : text(name);
    }

    /** An integer; fails when absent or of another type. */
    public long integer(String name) {
        return required(name, Number.class, "an integer").longValue();
    }

    /** An integer, or the other value when absent. */
    public long integer(String name, long otherwise) {
        return values.get(name) == null ? otherwise : integer(name);
    }

    /** A truth value, false when absent. */
    public boolean flag(String name) {
        return values.get(name) != null && required(name, Boolean.class, "true or false");
    }

    /** A list of texts, empty when absent. */
    @SuppressWarnings("unchecked")
    public List<String> texts(String name) {
        Object value = values.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return (List<String>) list;
        }
        throw new MusterException(ErrorCode.BAD_PARAMETER, "argument '" + name + "' must be a list of strings");
    }

    private <T> T required(String name, Class<T> type, String expected) {
        Object value = values.get(name);
        if (!type.isInstance(value)) {
            throw new MusterException(ErrorCode.BAD_PARAMETER, "argument '" + name + "' must be " + expected);
        }
        return type.cast(value);
    }
}
