package dev.muster.events.filter.gjson;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an element must fulfil: a path leads to something, and that compares with a text as said. Immutable.
 *
 * @param path from the element to what is compared
 * @param operator how; {@link Operator#EXISTS} needs no text
 * @param text to compare with, as it was written without quotes
 */
record Condition(Path path, Operator operator, String text) {
    /** How to compare. */
    enum Operator {
        EXISTS,
        EQUAL,
        UNEQUAL,
        LESS,
        AT_MOST,
        MORE,
        AT_LEAST,
        LIKE,
        UNLIKE,
        /** Equal as truth: {@code ~true}, {@code ~false}, {@code ~null}, {@code ~*}. */
        AS_TRUTH,
        NOT_AS_TRUTH;

        boolean holds(int comparison) {
            return switch (this) {
                case EQUAL -> comparison == 0;
                case UNEQUAL -> comparison != 0;
                case LESS -> comparison < 0;
                case AT_MOST -> comparison <= 0;
                case MORE -> comparison > 0;
                case AT_LEAST -> comparison >= 0;
                default -> false;
            };
        }
    }

    boolean holds(JsonNode element, Work work) {
        work.take(1);
        JsonNode value = path.from(element, work);
        if (operator == Operator.AS_TRUTH || operator == Operator.NOT_AS_TRUTH) {
            return truth(value) == (operator == Operator.AS_TRUTH);
        }
        if (value == null || operator == Operator.EXISTS) {
            return value != null;
        }
        return switch (value.getNodeType()) {
            case STRING -> text(value.textValue(), work);
            case NUMBER -> number(value);
            case BOOLEAN -> bool(value.booleanValue());
            case NULL -> operator == ("null".equals(text) ? Operator.EQUAL : Operator.UNEQUAL);
            default -> false;
        };
    }

    private boolean text(String value, Work work) {
        return switch (operator) {
            case LIKE -> new Wildcard(text).matches(value, work);
            case UNLIKE -> !new Wildcard(text).matches(value, work);
            default -> operator.holds(value.compareTo(text));
        };
    }

    private boolean number(JsonNode value) {
        try {
            return operator.holds(value.decimalValue().compareTo(new BigDecimal(text)));
        } catch (NumberFormatException e) {
            return operator == Operator.UNEQUAL;
        }
    }

    private boolean bool(boolean value) {
        return switch (text) {
            case "true" -> operator.holds(Boolean.compare(value, true));
            case "false" -> operator.holds(Boolean.compare(value, false));
            default -> operator == Operator.UNEQUAL;
        };
    }

    private boolean truth(@Nullable JsonNode value) {
        return switch (text) {
            case "*" -> value != null;
            case "null" -> value == null || value.isNull();
            case "true" -> value != null && trueish(value);
            default -> value == null || falseish(value);
        };
    }

    private static boolean trueish(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> value.booleanValue();
            case NUMBER -> value.decimalValue().signum() != 0;
            case STRING -> isOneOf(value.textValue(), "1", "t", "true");
            default -> false;
        };
    }

    private static boolean falseish(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL -> true;
            case BOOLEAN -> !value.booleanValue();
            case NUMBER -> value.decimalValue().signum() == 0;
            case STRING -> isOneOf(value.textValue(), "0", "f", "false");
            default -> false;
        };
    }

    private static boolean isOneOf(String value, String... words) {
        return java.util.List.of(words).contains(value.toLowerCase(Locale.ROOT));
    }
}
