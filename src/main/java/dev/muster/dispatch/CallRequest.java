package dev.muster.dispatch;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Page;
import dev.muster.model.Selector;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /operations/{name}} (design section 4), read strictly: an unknown field or a wrong type is 3074 and names the
 * field.
 *
 * @param arguments raw arguments, to be checked against the operation
 * @param selector which nodes are meant
 * @param timeout time limit the caller asks for; null for the operation's own
 * @param waitForComplete whether the time limit is off
 * @param page which part of the answer is wanted
 */
public record CallRequest(
        Map<String, Object> arguments,
        Selector selector,
        @Nullable Duration timeout,
        boolean waitForComplete,
        Page page) {
    private static final Set<String> FIELDS =
            Set.of("arguments", "target", "timeout", "wait_for_complete", "limit", "offset", "sort");
    private static final Set<String> PARTS = Set.of("nodes", "groups", "labels", "under", "agents");

    /** Reads a body; null counts as an empty one. */
    public static CallRequest parse(@Nullable Map<String, ?> body) {
        Body fields = new Body("", body == null ? Map.of() : body, FIELDS);
        String timeout = fields.text("timeout");
        return new CallRequest(
                fields.object("arguments"),
                selector(new Body("target.", fields.object("target"), PARTS)),
                timeout == null ? null : Durations.parse("timeout", timeout),
                fields.flag("wait_for_complete"),
                page(fields));
    }

    /** Reads the word for an order: fields separated by commas, each with {@code +} or {@code -} or nothing before it. */
    public static List<String> sort(@Nullable String text) {
        if (text == null) {
            return List.of();
        }
        List<String> fields = List.of(text.split(",", -1));
        for (String field : fields) {
            if (!field.strip().matches("[+-]?[^+\\-\\s,][^\\s,]{0,199}")) {
                throw new MusterException(
                        ErrorCode.BAD_PARAMETER,
                        "'sort' has the field '" + field + "'; write fields as in +node,-time");
            }
        }
        return fields.stream().map(String::strip).toList();
    }

    private static Selector selector(Body target) {
        return new Selector(
                target.ids("nodes"),
                target.agents("agents"),
                target.names("groups"),
                labels(target),
                target.id("under"));
    }

    private static @Nullable Map<String, String> labels(Body target) {
        if (!target.has("labels")) {
            return null;
        }
        Map<String, String> labels = new LinkedHashMap<>();
        target.object("labels").forEach((name, value) -> {
            if (!(value instanceof String text)) {
                throw new MusterException(ErrorCode.BAD_PARAMETER, "'target.labels." + name + "' must be a string");
            }
            labels.put(name, text);
        });
        return labels;
    }

    private static Page page(Body fields) {
        return new Page(
                fields.integer("offset", 0), fields.integer("limit", Page.FIRST.limit()), sort(fields.text("sort")));
    }
}
