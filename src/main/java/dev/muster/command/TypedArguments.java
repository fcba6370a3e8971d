package dev.muster.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.model.Argument;
import dev.muster.model.Likeness;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Turns {@code key=value} words into JSON of the types that the operation declares. */
final class TypedArguments {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TypedArguments() {}

    /** Reads all words; a wrong one ends the command with its name. */
    static ObjectNode read(Schema schema, List<String> words) {
        ObjectNode arguments = JSON.createObjectNode();
        for (String word : words) {
            int at = word.indexOf('=');
            if (at < 1) {
                throw CommandException.usage("'" + word + "' is no argument; write key=value");
            }
            String name = word.substring(0, at);
            if (arguments.has(name)) {
                throw CommandException.usage("argument '" + name + "' is given twice");
            }
            arguments.set(name, value(schema, name, word.substring(at + 1)));
        }
        return arguments;
    }

    private static JsonNode value(Schema schema, String name, String text) {
        Argument.Type type = schema.types().get(name);
        if (type == null) {
            throw CommandException.usage(schema.operation() + " takes no argument '" + name + "'"
                    + advice(name, schema.types().keySet()));
        }
        if (text.startsWith("@@")) {
            return typed(name, type, text.substring(1));
        }
        return text.startsWith("@") ? fromFile(name, type, Path.of(text.substring(1))) : typed(name, type, text);
    }

    private static String advice(String name, Set<String> known) {
        if (known.isEmpty()) {
            return "; it takes none";
        }
        String suggestion = Likeness.suggestion(name, known);
        return suggestion.isEmpty() ? "; there are " + String.join(", ", new TreeSet<>(known)) : suggestion;
    }

    private static JsonNode fromFile(String name, Argument.Type type, Path file) {
        try {
            String content = Files.readString(file);
            return switch (type) {
                case STRING -> JSON.getNodeFactory().textNode(content);
                case STRINGS -> strings(content.lines().filter(line -> !line.isBlank()));
                default -> typed(name, type, content.strip());
            };
        } catch (IOException e) {
            throw CommandException.usage(
                    "argument '" + name + "': file '" + file + "' cannot be read as text; check its name and content",
                    e);
        }
    }

    private static JsonNode typed(String name, Argument.Type type, String text) {
        try {
            return switch (type) {
                case STRING -> JSON.getNodeFactory().textNode(text);
                case INTEGER -> JSON.getNodeFactory().numberNode(new BigInteger(text));
                case NUMBER -> JSON.getNodeFactory().numberNode(Double.parseDouble(text));
                case BOOLEAN -> truth(name, text);
                case STRINGS -> strings(text.isEmpty() ? Stream.of() : Stream.of(text.split(",", -1)));
                case OBJECT -> object(name, text);
            };
        } catch (NumberFormatException e) {
            throw wrong(name, text, type == Argument.Type.INTEGER ? "a whole number" : "a number");
        }
    }

    private static JsonNode truth(String name, String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw wrong(name, text, "true or false");
        }
        return JSON.getNodeFactory().booleanNode(text.equals("true"));
    }

    private static JsonNode strings(Stream<String> members) {
        var array = JSON.createArrayNode();
        members.forEach(array::add);
        return array;
    }

    private static JsonNode object(String name, String text) {
        try {
            JsonNode read = JSON.readTree(text);
            if (read.isObject()) {
                return read;
            }
        } catch (JsonProcessingException e) {
            throw wrong(name, text, "a JSON object");
        }
        throw wrong(name, text, "a JSON object");
    }

    private static CommandException wrong(String name, String text, String expected) {
        return CommandException.usage("argument '" + name + "' is '" + text + "', but must be " + expected);
    }
}
