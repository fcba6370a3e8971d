package dev.muster.events.filter.gjson;

import dev.muster.events.filter.gjson.Condition.Operator;
import java.util.List;

/** Reads what stands in {@code #(...)}. For one thread. */
final class ConditionReader {
    private static final String ENDS = "=!<>%) ";

    private final Cursor in;
    private final PathReader paths;

    ConditionReader(Cursor in, PathReader paths) {
        this.in = in;
        this.paths = paths;
    }

    /** The condition after the opening parenthesis; passes the closing one. */
    Condition condition() {
        in.skipSpace();
        Path path = in.isAt("=!<>%") ? new Path(List.of()) : paths.path(ENDS);
        in.skipSpace();
        if (in.passes(")")) {
            return new Condition(path, Operator.EXISTS, "");
        }
        Operator operator = operator();
        in.skipSpace();
        if (in.passes("~")) {
            return truth(path, operator);
        }
        String text = value(operator == Operator.LIKE || operator == Operator.UNLIKE);
        in.skipSpace();
        in.expect(")");
        return new Condition(path, operator, text);
    }

    private Operator operator() {
        if (in.passes("==") || in.passes("=")) {
            return Operator.EQUAL;
        }
        if (in.passes("!=")) {
            return Operator.UNEQUAL;
        }
        if (in.passes("!%")) {
            return Operator.UNLIKE;
        }
        if (in.passes("<=")) {
            return Operator.AT_MOST;
        }
        if (in.passes(">=")) {
            return Operator.AT_LEAST;
        }
        if (in.passes("<")) {
            return Operator.LESS;
        }
        if (in.passes(">")) {
            return Operator.MORE;
        }
        in.expect("%");
        return Operator.LIKE;
    }

    private Condition truth(Path path, Operator operator) {
        String text = in.upTo(")").strip();
        if (!List.of("true", "false", "null", "*").contains(text)
                || operator != Operator.EQUAL && operator != Operator.UNEQUAL) {
            throw in.fault("expected ==~ or !=~ with true, false, null or *");
        }
        in.expect(")");
        return new Condition(path, operator == Operator.EQUAL ? Operator.AS_TRUTH : Operator.NOT_AS_TRUTH, text);
    }

    private String value(boolean pattern) {
        if (in.here() == '"') {
            String quoted = in.balanced();
            return pattern
                    ? quoted.substring(1, quoted.length() - 1)
                    : in.json(quoted).textValue();
        }
        String plain = in.upTo(")").strip();
        if (plain.isEmpty()) {
            throw in.fault("expected a value to compare with");
        }
        return plain;
    }
}
