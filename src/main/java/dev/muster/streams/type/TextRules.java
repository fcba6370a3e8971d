package dev.muster.streams.type;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What texts are by the words in them: the indicators of step 3 and the last refiner of step 4. Thread-safe. */
final class TextRules {
    private static final int STRONG = 15;
    private static final int ENOUGH = 15;

    private final List<WordRule> rules;
    private final List<WordRule> indicators;

    TextRules(TypeNames names) {
        rules = WordRule.read("text.rules", names);
        indicators = WordRule.read("indicators.rules", names);
    }

    /** The type with most points that may replace another, if any has enough. */
    Optional<String> indicated(String type, BoundedText text) {
        int best = ENOUGH - 1;
        Optional<String> winner = Optional.empty();
        for (WordRule rule : indicators) {
            if (!Set.of(rule.options().getOrDefault("of", "").split(",")).contains(type)) {
                continue;
            }
            int points = STRONG * WordRule.hits(rule.strong(), text) + WordRule.hits(rule.weak(), text);
            if (points > best) {
                best = points;
                winner = Optional.of(rule.type());
            }
        }
        return winner;
    }

    /** The type whose rule matches with the highest score, the earlier one of two. */
    Optional<String> read(Labels labels, BoundedText text) {
        boolean plain = labels.mimes().stream().anyMatch(mime -> mime.startsWith("text"));
        int best = 0;
        Optional<String> winner = Optional.empty();
        for (WordRule rule : rules) {
            boolean meant = plain || rule.options().containsKey("any");
            if (meant && rule.number("score") > best && matches(rule, text)) {
                best = rule.number("score");
                winner = Optional.of(rule.type());
            }
        }
        return winner;
    }

    private static boolean matches(WordRule rule, BoundedText text) {
        int strong = WordRule.found(rule.strong(), text);
        boolean enough =
                strong >= rule.number("strong") || strong + WordRule.found(rule.weak(), text) >= rule.number("weak");
        return enough && WordRule.found(rule.never(), text) == 0;
    }
}
