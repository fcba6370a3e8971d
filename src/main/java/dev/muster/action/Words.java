package dev.muster.action;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Splits a command line into words at blanks, as a shell does but for everything else that a shell does. */
final class Words {
    private final List<String> words = new ArrayList<>();
    private @Nullable StringBuilder word;
    private char quote;

    private Words() {}

    /** Words in single or double quotes may hold blanks; a backslash keeps the next character, except in single quotes. */
    static List<String> of(String line) {
        Words splitting = new Words();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && splitting.quote != '\'' && i + 1 < line.length()) {
                splitting.add(line.charAt(++i));
            } else {
                splitting.take(c);
            }
        }
        if (splitting.quote != 0) {
            throw new Refusal("a quote is not closed");
        }
        splitting.end();
        return splitting.words;
    }

    private void take(char c) {
        if (quote != 0) {
            if (c == quote) {
                quote = 0;
            } else {
                add(c);
            }
        } else if (c == '\'' || c == '"') {
            quote = c;
            open();
        } else if (Character.isWhitespace(c)) {
            end();
        } else {
            add(c);
        }
    }

    private StringBuilder open() {
        StringBuilder current = word == null ? new StringBuilder() : word;
        word = current;
        return current;
    }

    private void add(char c) {
        open().append(c);
    }

    private void end() {
        if (word != null) {
            words.add(word.toString());
            word = null;
        }
    }
}
