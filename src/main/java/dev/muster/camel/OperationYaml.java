package dev.muster.camel;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The shape of an operation file, looked at before Camel does: a list of routes and nothing else, because other entries act on the whole
 * context and could not be taken back. Refuses what makes a small file large in memory, and remembers lines for error texts.
 */
final class OperationYaml {
    private static final int DEPTH = 60;

    private final String file;
    private final List<MappingNode> routes = new ArrayList<>();

    private OperationYaml(String file) {
        this.file = file;
    }

    /** Reads the shape; a file of another one is refused with the line at fault. */
    static OperationYaml read(OperationSource source) {
        OperationYaml yaml = new OperationYaml(source.file());
        LoadSettings settings = LoadSettings.builder().setLabel(source.file()).build();
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(source.content()))
                    .toString();
            yaml.checkSize(new Parse(settings).parseString(text));
            yaml.collect(new Compose(settings).composeString(text));
        } catch (CharacterCodingException e) {
            throw new BrokenOperation(source.file(), 0, "the file is not UTF-8 text; save it as UTF-8");
        } catch (MarkedYamlEngineException e) {
            throw broken(source.file(), e);
        } catch (YamlEngineException e) {
            throw new BrokenOperation(source.file(), 0, "the file is not YAML: " + e.getMessage());
        }
        return yaml;
    }

    /** The same failure with file, line and problem on one line. */
    static BrokenOperation broken(String file, MarkedYamlEngineException e) {
        return new BrokenOperation(file, line(e.getProblemMark()), String.valueOf(e.getProblem()));
    }

    /** Line of the route of that position in the file. */
    int line(int route) {
        return line(routes.get(route).getStartMark());
    }

    /** Line on which the route of that position declares a property; the route's own when it does not. */
    int line(int route, String property) {
        return propertyLines(routes.get(route)).getOrDefault(property, line(route));
    }

    private void checkSize(Iterable<Event> events) {
        int depth = 0;
        for (Event event : events) {
            switch (event.getEventId()) {
                case Alias ->
                    throw new BrokenOperation(
                            file, line(event.getStartMark()), "references (*name) are not allowed; write the value");
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                default -> {}
            }
            if (depth > DEPTH) {
                throw new BrokenOperation(
                        file, line(event.getStartMark()), "nested deeper than " + DEPTH + " levels; make it flatter");
            }
        }
    }

    private void collect(Optional<Node> root) {
        if (!(root.orElse(null) instanceof SequenceNode list) || list.getValue().isEmpty()) {
            throw new BrokenOperation(file, 0, "the file holds no route; write a list of '- route:' entries");
        }
        for (Node item : list.getValue()) {
            if (!(item instanceof MappingNode entry) || entry.getValue().size() != 1) {
                throw new BrokenOperation(
                        file, line(item.getStartMark()), "not a route; write '- route:' at the top level");
            }
            NodeTuple only = entry.getValue().get(0);
            if (!"route".equals(text(only.getKeyNode())) || !(only.getValueNode() instanceof MappingNode route)) {
                String advice = "operation files hold routes only; put this into a route file of the program";
                throw new BrokenOperation(
                        file,
                        line(item.getStartMark()),
                        "'" + text(only.getKeyNode()) + "' is not allowed here; " + advice);
            }
            refuseDuplicateKeys(route);
            routes.add(route);
        }
    }

    private void refuseDuplicateKeys(Node node) {
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(this::refuseDuplicateKeys);
        } else if (node instanceof MappingNode map) {
            Set<String> keys = new HashSet<>();
            for (NodeTuple tuple : map.getValue()) {
                String key = text(tuple.getKeyNode());
                if (key != null && !keys.add(key)) {
                    throw new BrokenOperation(
                            file, line(tuple.getKeyNode().getStartMark()), "'" + key + "' stands twice; remove one");
                }
                refuseDuplicateKeys(tuple.getValueNode());
            }
        }
    }

    private static Map<String, Integer> propertyLines(MappingNode route) {
        Map<String, Integer> lines = new HashMap<>();
        for (NodeTuple field : route.getValue()) {
            if ("routeProperty".equals(text(field.getKeyNode())) && field.getValueNode() instanceof SequenceNode list) {
                for (Node item : list.getValue()) {
                    if (item instanceof MappingNode property) {
                        key(property).ifPresent(key -> lines.put(key, line(item.getStartMark())));
                    }
                }
            }
        }
        return lines;
    }

    private static Optional<String> key(MappingNode property) {
        return property.getValue().stream()
                .filter(tuple -> "key".equals(text(tuple.getKeyNode())))
                .findFirst()
                .map(tuple -> text(tuple.getValueNode()));
    }

    private static @Nullable String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(found -> found.getLine() + 1).orElse(0);
    }
}
