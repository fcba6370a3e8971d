package dev.muster.action;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One command of a request.
 *
 * @param index its place in the request
 * @param line what to run
 * @param metadata of the caller, given back in rows
 * @param timeout how long it may run
 * @param goOn whether the next one runs when this one fails
 * @param instant whether the row of its result is short-lived
 * @param shell whether a shell reads it
 */
record Command(
        int index,
        String line,
        @Nullable Object metadata,
        Duration timeout,
        boolean goOn,
        boolean instant,
        boolean shell) {

    /** Reads the body of a request; anything wrong in any of them refuses all. */
    static List<Command> list(@Nullable Object content, ActionSettings settings) {
        if (!(content instanceof List<?> bodies)) {
            throw new Refusal("expected array, found '" + kind(content) + "'");
        }
        List<Command> commands = new ArrayList<>();
        for (Object body : bodies) {
            commands.add(of(commands.size(), body, settings));
        }
        return commands;
    }

    /** One that is alone, with the defaults. */
    static Command alone(String line, ActionSettings settings) {
        return new Command(
                0, line, null, settings.timeout(), false, false, settings.shell() == ActionSettings.Shell.ALWAYS);
    }

    private static Command of(int index, @Nullable Object body, ActionSettings settings) {
        if (!(body instanceof Map<?, ?> map) || !(map.get("command") instanceof String line) || line.isBlank()) {
            throw new Refusal("need command argument at array index '" + index + "'");
        }
        Object goOn = map.get("continue_on_error");
        return new Command(
                index,
                line,
                map.get("metadata"),
                timeout(index, map.get("timeout"), settings.timeout()),
                goOn == null || truth("continue_on_error", index, goOn),
                map.get("instant") != null && truth("instant", index, map.get("instant")),
                shell(index, map.get("no_shell_interpretation"), settings.shell()));
    }

    private static boolean shell(int index, @Nullable Object without, ActionSettings.Shell policy) {
        if (without == null) {
            return policy == ActionSettings.Shell.ALWAYS;
        }
        boolean wanted = !truth("no_shell_interpretation", index, without);
        if (wanted && policy == ActionSettings.Shell.NEVER) {
            throw new Refusal("this node runs no shell, which no_shell_interpretation at array index '" + index
                    + "' asks for; leave it out, or set muster.action.shell on the node");
        }
        return wanted;
    }

    private static boolean truth(String name, int index, @Nullable Object value) {
        String text = String.valueOf(value);
        if (!text.matches("true|false|[0-9]+")) {
            throw new Refusal(name + " at array index '" + index + "' must be true or false, found '" + text + "'");
        }
        return !text.matches("false|0+");
    }

    private static Duration timeout(int index, @Nullable Object value, Duration usual) {
        if (value == null || "".equals(value)) {
            return usual;
        }
        String text = value.toString();
        if (!text.matches("[0-9]{1,9}([.][0-9]{1,9})?") || Double.parseDouble(text) == 0) {
            throw new Refusal(
                    "timeout at array index '" + index + "' must be a number of seconds, found '" + text + "'");
        }
        return Duration.ofMillis(Math.max(1, Math.round(Double.parseDouble(text) * 1000)));
    }

    /** The original's word for an object; for the rest it has none. */
    private static String kind(@Nullable Object content) {
        if (content instanceof Map) {
            return "HASH";
        }
        if (content == null) {
            return "NULL";
        }
        return content instanceof Number ? "NUMBER" : content instanceof Boolean ? "BOOLEAN" : "STRING";
    }

    /** What to start. */
    List<String> argv() {
        return shell ? List.of("/bin/sh", "-c", line) : Words.of(line);
    }
}
