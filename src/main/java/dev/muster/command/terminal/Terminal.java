package dev.muster.command.terminal;

import java.util.Map;
import java.util.Properties;

/**
 * What standard output leads to.
 *
 * @param columns width in characters; 0 when it is no terminal
 * @param colour whether colours are wanted: never without a terminal, with {@code NO_COLOR} set or with {@code TERM=dumb}
 * @param unicode whether characters beyond ASCII can be drawn
 */
public record Terminal(int columns, boolean colour, boolean unicode) {
    /** A file or a pipe. */
    public static final Terminal NONE = new Terminal(0, false, true);

    /** Colours and weights, as SGR parameters. */
    public enum Ink {
        BOLD("1"),
        FAINT("2"),
        RED("31"),
        GREEN("32"),
        YELLOW("33");

        private final String parameter;

        Ink(String parameter) {
            this.parameter = parameter;
        }
    }

    /** Reads {@code terminal.columns} and {@code terminal.unicode}, which the launcher sets, and the environment. */
    public static Terminal of(Properties properties, Map<String, String> environment) {
        String columns = properties.getProperty("terminal.columns", "");
        if (!columns.matches("[0-9]{1,4}")) {
            return NONE;
        }
        boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty() || "dumb".equals(environment.get("TERM"));
        int width = Integer.parseInt(columns);
        return new Terminal(
                width == 0 ? 80 : width, !plain, Boolean.parseBoolean(properties.getProperty("terminal.unicode")));
    }

    /** Whether a person is looking. */
    public boolean present() {
        return columns > 0;
    }

    /** The text in that ink, or unchanged when colours are not wanted. */
    public String paint(Ink ink, String text) {
        return colour && !text.isEmpty() ? "\u001b[" + ink.parameter + "m" + text + "\u001b[0m" : text;
    }
}
