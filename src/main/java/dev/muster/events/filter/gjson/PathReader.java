package dev.muster.events.filter.gjson;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads paths by recursive descent. For one thread. */
final class PathReader {
    private static final int DEEPEST = 32;
    private static final int LONGEST_INDEX = 9;

    private final Cursor in;
    private final ConditionReader conditions;
    private int depth;

    PathReader(Cursor in) {
        this.in = in;
        this.conditions = new ConditionReader(in, this);
    }

    /** The path that the whole text is. */
    Path whole() {
        Path path = path("");
        if (!in.ended()) {
            throw in.fault("expected '.', '|' or the end");
        }
        return path;
    }

    /** A path up to the end or one of those characters. */
    Path path(String ends) {
        deeper();
        List<Step> steps = new ArrayList<>();
        do {
            dotted(steps, ends);
        } while (in.passes("|"));
        depth--;
        return new Path(steps);
    }

    /** Components joined by dots; what follows a dot after an array of results is asked of each of them. */
    private void dotted(List<Step> steps, String ends) {
        do {
            Step step = step(ends);
            boolean many = step instanceof Step.Count || step instanceof Step.All;
            if (many && in.passes(".")) {
                if (!(step instanceof Step.Count)) {
                    steps.add(step);
                }
                steps.add(new Step.Each(rest(ends)));
                return;
            }
            steps.add(step);
        } while (in.passes("."));
    }

    private Path rest(String ends) {
        deeper();
        List<Step> steps = new ArrayList<>();
        dotted(steps, ends);
        depth--;
        return new Path(steps);
    }

    private void deeper() {
        if (++depth > DEEPEST) {
            throw in.fault("the path is nested more than " + DEEPEST + " deep");
        }
    }

    private Step step(String ends) {
        return switch (in.here()) {
            case '@' -> modifier(ends);
            case '!' -> literal(ends);
            case '[' -> several();
            case '{' -> named();
            case '#' -> elements(ends);
            default -> key(ends);
        };
    }

    private Step elements(String ends) {
        in.expect("#");
        if (in.passes("(")) {
            Condition condition = conditions.condition();
            return in.passes("#") ? new Step.All(condition) : new Step.First(condition);
        }
        if (!in.ended() && !in.isAt(".|" + ends)) {
            throw in.fault("expected '.', '|', '(' or the end after '#'");
        }
        return new Step.Count();
    }

    private Step key(String ends) {
        StringBuilder name = new StringBuilder();
        StringBuilder pattern = new StringBuilder();
        boolean wild = false;
        while (!in.ended() && !in.isAt(".|" + ends)) {
            char character = in.next();
            boolean escaped = character == '\\';
            char meant = escaped ? in.next() : character;
            wild |= !escaped && (meant == '*' || meant == '?');
            name.append(meant);
            pattern.append(escaped ? "\\" : "").append(meant);
        }
        if (name.isEmpty()) {
            throw in.fault("expected a name");
        }
        return wild ? new Step.Like(new Wildcard(pattern.toString())) : new Step.Key(name.toString(), index(name));
    }

    private static int index(CharSequence name) {
        boolean digits = name.length() <= LONGEST_INDEX && name.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        return digits ? Integer.parseInt(name.toString()) : -1;
    }

    private Step literal(String ends) {
        in.expect("!");
        return new Step.Literal(in.json(in.isAt("\"[{") ? in.balanced() : in.upTo("|" + ends)));
    }

    private Step modifier(String ends) {
        in.expect("@");
        String name = in.upTo(".|:" + ends);
        Modifier modifier = Modifier.of(name)
                .orElseThrow(
                        () -> in.fault("'@" + name + "' is not a modifier; write \\@ for a name that begins with @,"));
        return new Step.Changed(modifier, in.passes(":") ? argument(ends) : MissingNode.getInstance());
    }

    private JsonNode argument(String ends) {
        return in.isAt("\"[{") ? in.json(in.balanced()) : TextNode.valueOf(in.upTo("|" + ends));
    }

    private Step several() {
        in.expect("[");
        List<Path> paths = new ArrayList<>();
        while (!in.passes("]")) {
            if (!paths.isEmpty()) {
                in.expect(",");
            }
            paths.add(path(",]"));
        }
        return new Step.Several(List.copyOf(paths));
    }

    private Step named() {
        in.expect("{");
        List<Map.Entry<String, Path>> paths = new ArrayList<>();
        while (!in.passes("}")) {
            if (!paths.isEmpty()) {
                in.expect(",");
            }
            String name = in.here() == '"' ? quotedName() : in.nameBefore(':');
            Path path = path(",}");
            paths.add(Map.entry(name.isEmpty() ? path.name() : name, path));
        }
        return new Step.Named(List.copyOf(paths));
    }

    private String quotedName() {
        String name = in.json(in.balanced()).textValue();
        in.expect(":");
        return name;
    }
}
