package dev.muster.dispatch;

import dev.muster.model.Argument;
import dev.muster.model.Arguments;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Operation;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Checks the arguments of a call against what its operation declares and fills in defaults. A refusal is 3074 and names the argument and
 * its value; the value of a masked argument is never shown. Thread-safe.
 */
public final class ArgumentCheck {
    private static final int SHOWN = 100;

    private final Map<String, Pattern> patterns = new ConcurrentHashMap<>();
    private final Limits limits;

    /**
     * What no argument may exceed, whatever is declared.
     *
     * @param text longest string, in characters
     * @param depth deepest nesting of objects and lists
     * @param members members of all objects and lists together
     */
    public record Limits(int text, int depth, int members) {
        /** 1 Mi characters, 32 levels, 100,000 members. */
        public static final Limits DEFAULT = new Limits(1 << 20, 32, 100_000);
    }

    /** A check with those limits. */
    public ArgumentCheck(Limits limits) {
        this.limits = limits;
    }

    /** The arguments, typed, with defaults; an argument that is null counts as absent. */
    public Arguments check(Operation operation, Map<String, ?> raw) {
        Map<String, Argument> declared = declared(operation);
        Map<String, Object> checked = new LinkedHashMap<>();
        raw.forEach((name, value) -> {
            Argument argument = declared.get(name);
            if (argument == null) {
                throw unknown(operation, declared, name);
            }
            if (value != null) {
                checked.put(name, new Value(operation, argument).checked(value));
            }
        });
        return completed(operation, checked);
    }

    /** The same for arguments that come as text, from a query string or a command line; a list is separated by commas. */
    public Arguments checkText(Operation operation, Map<String, String> raw) {
        Map<String, Argument> declared = declared(operation);
        Map<String, Object> typed = new LinkedHashMap<>();
        raw.forEach((name, text) -> {
            Argument argument = declared.get(name);
            if (argument == null) {
                throw unknown(operation, declared, name);
            }
            typed.put(name, new Value(operation, argument).read(text));
        });
        return check(operation, typed);
    }

    private static Arguments completed(Operation operation, Map<String, Object> checked) {
        for (Argument argument : operation.arguments()) {
            if (checked.containsKey(argument.name())) {
                continue;
            }
            if (argument.required()) {
                throw new MusterException(
                        ErrorCode.BAD_PARAMETER,
                        "argument '" + argument.name() + "' of " + operation.name() + " is missing; give "
                                + expected(argument));
            }
            if (argument.defaultValue() != null) {
                checked.put(argument.name(), argument.defaultValue());
            }
        }
        return new Arguments(checked);
    }

    private static Map<String, Argument> declared(Operation operation) {
        Map<String, Argument> declared = new LinkedHashMap<>();
        operation.arguments().forEach(argument -> declared.put(argument.name(), argument));
        return declared;
    }

    private static MusterException unknown(Operation operation, Map<String, Argument> declared, String name) {
        String known = declared.isEmpty() ? "takes no arguments" : "takes " + String.join(", ", declared.keySet());
        return new MusterException(
                ErrorCode.BAD_PARAMETER,
                "argument '" + shortened(name) + "' is not known; " + operation.name() + " " + known);
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }

    private static String expected(Argument argument) {
        return switch (argument.type()) {
            case STRING -> "a string";
            case INTEGER -> "an integer";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case STRINGS -> "a list of strings";
            case OBJECT -> "an object";
        };
    }

    /** One argument of one call. */
    private final class Value {
        private final Argument argument;
        private final boolean masked;

        Value(Operation operation, Argument argument) {
            this.argument = argument;
            this.masked = operation.masked().contains(argument.name());
        }

        Object checked(Object value) {
            int members = new Extent(limits).members(value, 0, argument.name());
            Object typed = typed(value);
            if (typed == null) {
                throw wrong(value, "must be " + expected(argument));
            }
            size(typed, members);
            if (argument.pattern() != null) {
                List<?> texts = typed instanceof List<?> list ? list : List.of(typed);
                texts.forEach(text -> matching(text, argument.pattern()));
            }
            return typed;
        }

        Object read(String text) {
            return switch (argument.type()) {
                case STRING -> text;
                case INTEGER -> text.matches("-?\\d{1,18}") ? (Object) Long.valueOf(text) : text;
                case NUMBER -> text.matches("-?\\d{1,18}(\\.\\d{1,18})?") ? (Object) Double.valueOf(text) : text;
                case BOOLEAN -> text.equals("true") || text.equals("false") ? (Object) Boolean.valueOf(text) : text;
                case STRINGS -> members(text);
                case OBJECT -> text;
            };
        }

        private Object members(String text) {
            List<String> members = List.of(text.split(",", -1));
            if (members.stream().anyMatch(String::isBlank)) {
                throw wrong(text, "must be a list separated by commas without empty members");
            }
            return members;
        }

        private @Nullable Object typed(Object value) {
            return switch (argument.type()) {
                case STRING -> value instanceof String ? value : null;
                case INTEGER -> integer(value);
                case NUMBER -> value instanceof Number ? value : null;
                case BOOLEAN -> value instanceof Boolean ? value : null;
                case STRINGS ->
                    value instanceof List<?> list && list.stream().allMatch(String.class::isInstance) ? value : null;
                case OBJECT -> value instanceof Map<?, ?> ? value : null;
            };
        }

        private @Nullable Long integer(Object value) {
            if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
                return ((Number) value).longValue();
            }
            return value instanceof BigInteger big && big.bitLength() < 64 ? (Long) big.longValue() : null;
        }

        private void size(Object typed, int members) {
            double size = typed instanceof Number number ? number.doubleValue() : members;
            if (typed instanceof String text) {
                size = text.length();
            }
            Long least = argument.minimum();
            Long most = argument.maximum();
            if (typed instanceof Boolean || least == null && most == null) {
                return;
            }
            if (least != null && size < least || most != null && size > most) {
                String range = (least == null ? "" : "at least " + least)
                        + (least == null || most == null ? "" : " and ")
                        + (most == null ? "" : "at most " + most);
                throw wrong(typed, typed instanceof Number ? "must be " + range : "must have a length of " + range);
            }
        }

        private void matching(Object text, String regex) {
            if (!compiled(regex).matcher(String.valueOf(text)).matches()) {
                throw wrong(text, "must match " + regex);
            }
        }

        private Pattern compiled(String regex) {
            try {
                return patterns.computeIfAbsent(regex, Pattern::compile);
            } catch (PatternSyntaxException e) {
                throw new MusterException(
                        ErrorCode.BROKEN_OPERATION,
                        "argument '" + argument.name() + "' has the pattern " + regex + ": " + e.getDescription(),
                        e);
            }
        }

        private MusterException wrong(Object value, String rule) {
            String shown = masked ? "" : " is '" + shortened(String.valueOf(value)) + "' and";
            return new MusterException(
                    ErrorCode.BAD_PARAMETER, "argument '" + argument.name() + "'" + shown + " " + rule);
        }
    }
}
