package dev.muster.action;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Work by the clock (specs/node-proxy.md section 6.5).
 *
 * @param id unique on this node
 * @param timespec when
 * @param action what, as the name of an event
 * @param parameters body of the event
 * @param keepToken whether its rows are written under the id instead of a token of each run
 * @param target node that does it; empty for this one
 */
public record CronDefinition(
        String id, String timespec, String action, @Nullable Object parameters, boolean keepToken, String target) {

    /** Reads one; what is missing is refused. */
    static CronDefinition of(@Nullable Object body) {
        if (!(body instanceof Map<?, ?> map)
                || text(map, "id").isEmpty()
                || text(map, "timespec").isEmpty()
                || text(map, "action").isEmpty()
                || map.get("parameters") == null) {
            throw new Refusal("missing arguments");
        }
        Timespec.of(text(map, "timespec"));
        return new CronDefinition(
                text(map, "id"),
                text(map, "timespec"),
                text(map, "action"),
                map.get("parameters"),
                text(map, "keep_token").matches("true|1"),
                text(map, "target"));
    }

    CronDefinition at(String other) {
        Timespec.of(other);
        return new CronDefinition(id, other, action, parameters, keepToken, target);
    }

    /** As it is given out. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("timespec", timespec);
        fields.put("action", action);
        fields.put("parameters", parameters);
        fields.put("keep_token", keepToken);
        if (!target.isEmpty()) {
            fields.put("target", target);
        }
        return fields;
    }

    static String text(Map<?, ?> map, String name) {
        Object value = map.get(name);
        return value == null ? "" : value.toString();
    }
}
