package dev.muster.command;

import dev.muster.model.Argument;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The argument types of an operation, as the catalogue tells them.
 *
 * @param operation name of the operation
 * @param types type of each argument, by name
 */
record Schema(String operation, Map<String, Argument.Type> types) {

    /** Asks the hub; an operation that it does not know ends the command with what the hub says, the names that are close among it. */
    static Schema fetch(HubClient hub, String operation) {
        if (!operation.matches("[A-Za-z0-9_.-]+")) {
            throw CommandException.usage(
                    "'" + operation + "' is no name of an operation; list them with GET /operations");
        }
        Answer answer = hub.get("/operations/" + operation, HubClient.SHORT);
        if (answer.status() == 404) {
            throw CommandException.usage(answer.problem());
        }
        if (!answer.success()) {
            throw answer.exitCode() == ExitCode.USAGE
                    ? CommandException.usage(answer.problem())
                    : CommandException.failed(answer.problem());
        }
        Map<String, Argument.Type> types = new LinkedHashMap<>();
        answer.body().path("arguments").path("properties").properties().forEach(property -> type(property.getValue()
                        .path("type")
                        .asText())
                .ifPresent(type -> types.put(property.getKey(), type)));
        return new Schema(operation, types);
    }

    /** The type that a JSON Schema word stands for. */
    private static Optional<Argument.Type> type(String word) {
        return word.equals("array")
                ? Optional.of(Argument.Type.STRINGS)
                : Stream.of(Argument.Type.values())
                        .filter(type -> type.word().equals(word))
                        .findFirst();
    }
}
