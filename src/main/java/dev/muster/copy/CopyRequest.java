package dev.muster.copy;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants copied (specs/node-proxy.md section 4.1). Empty texts stand for what was not given.
 *
 * @param source path on this machine, a file or a directory
 * @param destination path on the node
 * @param cacheDir directory for archives here and for temporary files there
 * @param owner user name on the node
 * @param group group name on the node
 * @param mode octal text, such as {@code 0664}
 * @param prefix how the name of an archive here begins
 */
record CopyRequest(
        String source, String destination, String cacheDir, String owner, String group, String mode, String prefix) {

    /** Reads the body of a remote copy; what is missing or malformed is refused. */
    static CopyRequest of(@Nullable Object content) {
        if (!(content instanceof Map<?, ?> body)) {
            throw new Refusal("remote copy failed");
        }
        String source = text(body, "source");
        String destination = text(body, "destination");
        if (source.isEmpty() || destination.isEmpty()) {
            throw new Refusal("remote copy failed");
        }
        String prefix = text(body, "type");
        if (!prefix.matches("[A-Za-z0-9_.-]{0,64}")) {
            throw new Refusal("type '" + prefix + "' must consist of letters, digits, '_', '.' and '-'");
        }
        return new CopyRequest(
                source,
                destination,
                text(body, "cache_dir"),
                text(body, "owner"),
                text(body, "group"),
                Mode.checked(text(body, "mode")),
                prefix.isEmpty() ? "tmp" : prefix);
    }

    /** A text; numbers are taken as they are written, since a mode may come as one. */
    static String text(Map<?, ?> body, String name) {
        Object value = body.get(name);
        if (value == null) {
            return "";
        }
        if (value instanceof String || value instanceof Integer || value instanceof Long) {
            return value.toString();
        }
        throw new Refusal("'" + name + "' must be a text");
    }
}
