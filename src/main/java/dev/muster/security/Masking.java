package dev.muster.security;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one place where secrets are hidden before anything is logged, queued for display, audited or said in an error (specs/distributed-api.md
 * section 10). Stateless; thread-safe.
 */
public final class Masking {
    /** What stands for a secret. */
    public static final String MASK = "****";

    private static final String WORDS = "password|passwd|token|secret|key|authorization";
    private static final Pattern NAME = Pattern.compile(WORDS, Pattern.CASE_INSENSITIVE);

    /** A name with one of the words in it, then {@code =} or {@code :}, then a value, quoted or not. */
    private static final Pattern PAIR = Pattern.compile(
            "(?i)(\\\\?\"?[\\w.-]{0,64}(?:" + WORDS + ")[\\w.-]{0,64}\\\\?\"?\\s*[:=]\\s*)"
                    + "(\\\\\"(?:[^\"\\\\]|\\\\[^\"])*\\\\\"|\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|(?:bearer|basic)\\s+[^\\s,;\"']+|[^\\s&,;\"'{}\\[\\]]+)");

    private static final Pattern SCHEME = Pattern.compile("(?i)\\b(bearer|basic)\\s+[A-Za-z0-9._~+/=-]{6,}");
    private static final int LONGEST = 1000;
    private static final int DEEPEST = 64;

    /**
     * A copy without secrets, and with long texts cut.
     *
     * @param declared further names whose values are secrets
     */
    public Map<String, Object> mask(Map<String, ?> values, Set<String> declared) {
        return map(values, declared, 0);
    }

    /** The same for any JSON value. */
    public @Nullable Object mask(@Nullable Object value, Set<String> declared) {
        return masked(value, declared, 0);
    }

    /** A query string whose secret parameters are hidden. */
    public String query(String query) {
        if (query.indexOf('=') < 0) {
            return query;
        }
        StringBuilder masked = new StringBuilder(query.length());
        for (String pair : query.split("&", -1)) {
            int equal = pair.indexOf('=');
            boolean hidden = equal > 0 && secret(decoded(pair.substring(0, equal)));
            masked.append(masked.isEmpty() ? "" : "&").append(hidden ? pair.substring(0, equal + 1) + MASK : pair);
        }
        return masked.toString();
    }

    /** Free text, for example an error message or a line of a log, in which {@code name=value} pairs and credentials are hidden. */
    public String text(String text) {
        if (text.indexOf('=') < 0 && text.indexOf(':') < 0 && text.indexOf(' ') < 0) {
            return text;
        }
        Matcher pairs = PAIR.matcher(text);
        String paired =
                pairs.find() ? pairs.replaceAll(found -> Matcher.quoteReplacement(found.group(1) + MASK)) : text;
        Matcher schemes = SCHEME.matcher(paired);
        return schemes.find() ? schemes.replaceAll(found -> found.group(1) + " " + MASK) : paired;
    }

    private static boolean secret(String name) {
        return NAME.matcher(name).find();
    }

    private @Nullable Object masked(@Nullable Object value, Set<String> declared, int depth) {
        if (depth > DEEPEST) {
            return "...";
        }
        if (value instanceof Map<?, ?> map) {
            return map(map, declared, depth);
        }
        if (value instanceof Iterable<?> list) {
            List<@Nullable Object> copy = new ArrayList<>();
            list.forEach(item -> copy.add(masked(item, declared, depth + 1)));
            return copy;
        }
        if (value instanceof String text) {
            return text.length() > LONGEST
                    ? text(text.substring(0, LONGEST)) + "... (" + text.length() + " characters)"
                    : text(text);
        }
        return value;
    }

    private Map<String, Object> map(Map<?, ?> values, Set<String> declared, int depth) {
        Map<String, Object> copy = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            String name = String.valueOf(key);
            copy.put(name, declared.contains(name) || secret(name) ? MASK : masked(value, declared, depth + 1));
        });
        return copy;
    }

    private static String decoded(String name) {
        try {
            return java.net.URLDecoder.decode(name, java.nio.charset.StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }
}
