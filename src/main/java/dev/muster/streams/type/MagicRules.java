package dev.muster.streams.type;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The first two steps: what magic texts say, in the order of the rules, and what a trusted mime type says when they say too little. Thread-safe. */
final class MagicRules {
    private record Rule(String type, boolean mime, Pattern pattern) {
        boolean matches(List<String> magics, List<String> mimes) {
            return (mime ? mimes : magics)
                    .stream().anyMatch(text -> pattern.matcher(text).find());
        }
    }

    private final List<Rule> rules = new ArrayList<>();
    private final Map<String, String> trusted = new HashMap<>();

    MagicRules(TypeNames names) {
        for (String[] row : Table.rows("magic.tsv")) {
            boolean mime = row[1].startsWith("@");
            rules.add(new Rule(names.known(row[0]), mime, Pattern.compile(mime ? row[1].substring(1) : row[1])));
        }
        Table.rows("mimes.tsv").forEach(row -> trusted.put(row[0], names.known(row[1])));
    }

    String type(Labels labels) {
        List<String> magics = lower(labels.magics());
        List<String> mimes = lower(labels.mimes());
        String type = rules.stream()
                .filter(rule -> rule.matches(magics, mimes))
                .map(Rule::type)
                .findFirst()
                .orElse(TypeNames.UNKNOWN);
        if (!type.equals(TypeNames.UNKNOWN) && !type.equals(TypeNames.TEXT)) {
            return type;
        }
        return mimes.stream()
                .filter(trusted::containsKey)
                .map(trusted::get)
                .findFirst()
                .orElse(type);
    }

    private static List<String> lower(List<String> texts) {
        return texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList();
    }
}
