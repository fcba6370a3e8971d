package dev.muster.events.filter.gjson;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** A GJSON path, parsed. Two of the same text are equal. Immutable. */
public final class Expression {
    private static final int LONGEST = 4_096;

    private final String text;
    private final Path path;

    private Expression(String text, Path path) {
        this.text = text;
        this.path = path;
    }

    /**
     * Parses a path.
     *
     * @throws IllegalArgumentException if it is no path; says what was expected where
     */
    public static Expression parse(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "it has " + text.length() + " characters; write it with at most " + LONGEST);
        }
        return new Expression(text, new PathReader(new Cursor(text)).whole());
    }

    /**
     * What the path leads to in the document, if anything.
     *
     * @throws WorkExceeded if finding out takes more than the allowed work
     */
    public Optional<JsonNode> result(JsonNode document) {
        return Optional.ofNullable(path.from(document, new Work()));
    }

    /**
     * Whether an event with that document passes: the path leads to something that is not false, null, an empty list or an empty text.
     * What takes too much work does not pass.
     */
    public boolean holds(JsonNode document) {
        try {
            return result(document).filter(Expression::counts).isPresent();
        } catch (WorkExceeded e) {
            return false;
        }
    }

    private static boolean counts(JsonNode found) {
        return switch (found.getNodeType()) {
            case NULL, MISSING -> false;
            case BOOLEAN -> found.booleanValue();
            case STRING -> !found.textValue().isEmpty();
            case ARRAY -> !found.isEmpty();
            default -> true;
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Expression expression && expression.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The path as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
