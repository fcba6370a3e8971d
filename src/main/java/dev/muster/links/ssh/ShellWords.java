package dev.muster.links.ssh;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Words that a shell takes as they are. */
final class ShellWords {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private ShellWords() {}

    /** One word, in single quotes unless it needs none. */
    static String quote(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** A path that no program takes for an option. */
    static String path(String path) {
        return quote(path.startsWith("-") ? "./" + path : path);
    }

    /** A command line of these words, and the line that allow-list patterns are matched against. */
    static String line(List<String> argv) {
        return argv.stream().map(ShellWords::quote).collect(Collectors.joining(" "));
    }
}
