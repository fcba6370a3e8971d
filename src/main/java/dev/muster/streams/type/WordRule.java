package dev.muster.streams.type;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One rule of a file of patterns: a header in brackets with its options, and a line for each pattern.
 *
 * @param strong patterns that say much
 * @param weak patterns that say something
 * @param never patterns that say no
 */
record WordRule(
        String type, Map<String, String> options, List<Pattern> strong, List<Pattern> weak, List<Pattern> never) {
    private static final long LOOKS = 2_000_000;
    private static final int MOST_HITS = 100;

    /** The rules of a file, in its order. */
    static List<WordRule> read(String file, TypeNames names) {
        List<WordRule> rules = new ArrayList<>();
        for (String line : Table.lines(file)) {
            if (line.startsWith("[")) {
                int end = line.indexOf(']');
                String type = names.known(line.substring(1, end));
                rules.add(new WordRule(
                        type,
                        options(line.substring(end + 1)),
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new ArrayList<>()));
            } else {
                rules.get(rules.size() - 1)
                        .patterns(line.charAt(0))
                        .add(Pattern.compile(line.substring(2), Pattern.MULTILINE));
            }
        }
        return rules;
    }

    private static Map<String, String> options(String text) {
        Map<String, String> options = new HashMap<>();
        for (String option : text.strip().split(" ")) {
            int equals = option.indexOf('=');
            options.put(equals < 0 ? option : option.substring(0, equals), option.substring(equals + 1));
        }
        return options;
    }

    private List<Pattern> patterns(char kind) {
        return switch (kind) {
            case '+' -> strong;
            case '-' -> weak;
            case '!' -> never;
            default -> throw new IllegalStateException("a pattern of " + type + " begins with '" + kind + "'");
        };
    }

    int number(String option) {
        return Integer.parseInt(options.getOrDefault(option, "0"));
    }

    /** How many of the patterns are found. */
    static int found(List<Pattern> patterns, BoundedText text) {
        return (int)
                patterns.stream().filter(pattern -> hits(pattern, text, 1) > 0).count();
    }

    /** How often the patterns are found, each at most a hundred times. */
    static int hits(List<Pattern> patterns, BoundedText text) {
        return patterns.stream()
                .mapToInt(pattern -> hits(pattern, text, MOST_HITS))
                .sum();
    }

    private static int hits(Pattern pattern, BoundedText text, int most) {
        int hits = 0;
        try {
            Matcher matcher = pattern.matcher(text.allow(LOOKS));
            while (hits < most && matcher.find()) {
                hits++;
            }
        } catch (BoundedText.Exhausted | StackOverflowError e) {
            return hits;
        }
        return hits;
    }
}
