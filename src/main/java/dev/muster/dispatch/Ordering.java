package dev.muster.dispatch;

import dev.muster.model.Sort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Orders affected items (specs/distributed-api.md section 3.4). Stable; a missing value comes before any present one in both
 * directions; values are cast before they are compared, and one that cannot be cast comes after those that can, as text. Pure.
 */
public final class Ordering {
    private final List<Field> fields;

    private Ordering(List<Field> fields) {
        this.fields = fields;
    }

    private record Field(List<String> path, Function<Object, Comparable<?>> cast, boolean ascending) {}

    private record Keyed(Object item, @Nullable Comparable<?>[] keys) {}

    /** The order that an operation declares. */
    public static Ordering of(Sort sort) {
        List<Field> fields = new ArrayList<>();
        List<String> paths = sort.fields().isEmpty() ? List.of("") : sort.fields();
        for (int i = 0; i < paths.size(); i++) {
            fields.add(
                    new Field(path(paths.get(i)), cast(at(sort.casting(), i, "int")), at(sort.ascending(), i, true)));
        }
        return new Ordering(fields);
    }

    /**
     * The order that a caller asks for, each field with {@code +} or {@code -} before it; a field that the operation declares is
     * cast as declared, others compare as numbers where both are numbers, else as text.
     */
    public static Ordering of(List<String> wanted, Sort declared) {
        List<Field> fields = new ArrayList<>();
        for (String word : wanted) {
            boolean signed = word.startsWith("+") || word.startsWith("-");
            String name = signed ? word.substring(1) : word;
            int known = declared.fields().indexOf(name);
            Function<Object, Comparable<?>> cast =
                    known < 0 ? Ordering::natural : cast(at(declared.casting(), known, "str"));
            fields.add(new Field(path(name), cast, !word.startsWith("-")));
        }
        return new Ordering(fields);
    }

    /** A sorted copy. */
    public List<Object> sorted(List<?> items) {
        List<Keyed> keyed = new ArrayList<>(items.size());
        for (Object item : items) {
            keyed.add(new Keyed(item, keys(item)));
        }
        keyed.sort(this::compare);
        List<Object> sorted = new ArrayList<>(items.size());
        keyed.forEach(entry -> sorted.add(entry.item()));
        return sorted;
    }

    private @Nullable Comparable<?>[] keys(Object item) {
        @Nullable Comparable<?>[] keys = new Comparable<?>[fields.size()];
        for (int i = 0; i < keys.length; i++) {
            Object value = value(item, fields.get(i).path());
            keys[i] = value == null ? null : fields.get(i).cast().apply(value);
        }
        return keys;
    }

    private int compare(Keyed left, Keyed right) {
        for (int i = 0; i < fields.size(); i++) {
            int order = compare(left.keys()[i], right.keys()[i], fields.get(i).ascending());
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static int compare(@Nullable Comparable<?> left, @Nullable Comparable<?> right, boolean ascending) {
        if (left == null || right == null) {
            return left == right ? 0 : left == null ? -1 : 1;
        }
        int order =
                left.getClass() == right.getClass() ? ((Comparable) left).compareTo(right) : rank(left) - rank(right);
        return ascending ? order : -order;
    }

    private static int rank(Comparable<?> key) {
        return key instanceof String ? 1 : 0;
    }

    private static @Nullable Object value(Object item, List<String> path) {
        Object at = item;
        for (String step : path) {
            at = at instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return at;
    }

    private static List<String> path(String field) {
        if (field.isEmpty()) {
            return List.of();
        }
        List<String> steps = new ArrayList<>();
        for (String step : field.split("(?<!\\\\)\\.", -1)) {
            steps.add(step.replace("\\.", "."));
        }
        return steps;
    }

    private static <T> T at(List<T> list, int index, T otherwise) {
        return list.isEmpty() ? otherwise : list.get(Math.min(index, list.size() - 1));
    }

    private static Function<Object, Comparable<?>> cast(String word) {
        return switch (word) {
            case "int" -> Ordering::integer;
            case "float" -> Ordering::decimal;
            case "bool" -> value -> Boolean.valueOf(value.toString());
            default -> Object::toString;
        };
    }

    private static Comparable<?> integer(Object value) {
        try {
            return value instanceof Number number
                    ? (Comparable<?>) number.longValue()
                    : Long.valueOf(value.toString().trim());
        } catch (NumberFormatException e) {
            return value.toString();
        }
    }

    private static Comparable<?> decimal(Object value) {
        try {
            return value instanceof Number number
                    ? (Comparable<?>) number.doubleValue()
                    : Double.valueOf(value.toString().trim());
        } catch (NumberFormatException e) {
            return value.toString();
        }
    }

    private static Comparable<?> natural(Object value) {
        return value instanceof Number ? decimal(value) : value.toString();
    }
}
