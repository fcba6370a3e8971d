package dev.muster.model;

import java.util.List;

/**
 * How affected items are ordered (specs/distributed-api.md section 3.3). The three lists run in parallel; a shorter casting or
 * ascending list is continued with its last element.
 *
 * @param fields paths into the items, {@code .} nests and {@code \.} escapes; empty means the items themselves are compared
 * @param casting {@code int}, {@code float}, {@code str} or {@code bool} for each field
 * @param ascending direction for each field
 */
public record Sort(List<String> fields, List<String> casting, List<Boolean> ascending) {
    /** The items themselves, as integers, ascending: the default of the specification. */
    public static final Sort DEFAULT = new Sort(List.of(), List.of("int"), List.of(true));

    /** The items themselves, as text, ascending. */
    public static final Sort TEXT = new Sort(List.of(), List.of("str"), List.of(true));

    /** Copies the lists and refuses an unknown casting with code 1000. */
    public Sort {
        fields = List.copyOf(fields);
        casting = List.copyOf(casting);
        ascending = List.copyOf(ascending);
        for (String cast : casting) {
            if (!List.of("int", "float", "str", "bool").contains(cast)) {
                throw new MusterException(
                        ErrorCode.INTERNAL, "sort casting '" + cast + "' is not one of int, float, str, bool");
            }
        }
    }

    /** Ascending by text fields. */
    public static Sort by(String... fields) {
        return new Sort(List.of(fields), List.of("str"), List.of(true));
    }
}
