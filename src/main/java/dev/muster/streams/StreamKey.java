package dev.muster.streams;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a blob is: what it belongs to, what it is for, and the SHA-256 of its bytes. Names are checked here and nowhere else, so that none of them leaves its
 * folder in any store.
 */
public record StreamKey(String source, String label, String hash) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{64}");

    /**
     * A key whose hash is made lower-case.
     *
     * @throws StreamProblem with status 400 when a part is not valid
     */
    public static StreamKey of(String source, String label, String hash) {
        if (!HASH.matcher(hash).matches()) {
            throw StreamProblem.bad("invalid hash", "'" + shown(hash) + "' is no SHA-256; write 64 hexadecimal digits");
        }
        return new StreamKey(name("source", source), name("label", label), hash.toLowerCase(Locale.ROOT));
    }

    /** The part itself when it is a valid source or label. */
    public static String name(String what, String given) {
        if (!NAME.matcher(given).matches()) {
            throw StreamProblem.bad(
                    "invalid " + what,
                    "'" + shown(given) + "' is no " + what + "; use letters, digits, _ - and ., at most 128");
        }
        return given;
    }

    /** The key of the object in the store. */
    public String path() {
        return source + "/" + label + "/" + hash;
    }

    private static String shown(String given) {
        String clean = given.replaceAll("[^ -~]", "?");
        return clean.length() <= 80 ? clean : clean.substring(0, 80) + "...";
    }
}
