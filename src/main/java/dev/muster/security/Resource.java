package dev.muster.security;

/**
 * One resource of a policy or of an operation.
 *
 * @param type for example {@code agent:id}; {@code *:*} for what has no resource
 * @param value for example {@code 001}; {@code *} for all of the type
 */
record Resource(String type, String value) {
    /** What has no resource. */
    static final String NONE = "*:*";

    private static final String ALL = "*";

    /** Reads {@code type:attribute:value}; {@code *} alone is {@code *:*:*}. */
    static Resource parse(String text) {
        int first = text.indexOf(':');
        int second = text.indexOf(':', first + 1);
        return first < 0 || second < 0
                ? new Resource(NONE, ALL)
                : new Resource(text.substring(0, second), text.substring(second + 1));
    }

    /** True when two resources are joined, which makes it a matter of pairs. */
    static boolean combined(String text) {
        return text.indexOf('&') >= 0;
    }

    boolean all() {
        return value.equals(ALL);
    }
}
