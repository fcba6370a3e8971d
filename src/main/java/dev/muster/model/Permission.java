package dev.muster.model;

/**
 * What an operation demands (specs/distributed-api.md section 7.4).
 *
 * @param action for example {@code cluster:read}
 * @param resource template, for example {@code node:id:{node}} (the executing node), {@code agent:id:{agent_list}} (values of that
 *     argument) or {@code *:*:*}
 */
public record Permission(String action, String resource) {
    /** Reads {@code "action resource"}. */
    public static Permission parse(String text) {
        String[] words = text.trim().split("\\s+");
        if (words.length != 2 || words[0].split(":").length != 2) {
            throw new MusterException(
                    ErrorCode.BROKEN_OPERATION,
                    "permission '" + text + "' is not of the form 'word:word type:attribute:value'");
        }
        return new Permission(words[0], words[1]);
    }
}
