package dev.muster.operations;

import java.util.regex.Pattern;

/** Hides secrets among settings (design section 8): by the key, and inside URLs. */
final class Masking {
    private static final String STARS = "*****";
    private static final Pattern SECRET_KEY = Pattern.compile(
            "(?i)(.*[._-])?(pass(word|phrase|wd)?|secret|secrets|token|tokens|credential|credentials|key|keys|private-key|api-key)");
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)([^/@:\\s]*):([^/@\\s]*)@");
    private static final Pattern PARAMETER =
            Pattern.compile("(?i)((?:password|passwd|pwd|secret|token|key)=)[^&;\\s]*");

    private Masking() {}

    static String mask(String key, String value) {
        if (value.isEmpty()) {
            return value;
        }
        if (SECRET_KEY.matcher(key).matches()) {
            return STARS;
        }
        String bare = USER_INFO.matcher(value).replaceAll("$1:" + STARS + "@");
        return PARAMETER.matcher(bare).replaceAll("$1" + STARS);
    }
}
