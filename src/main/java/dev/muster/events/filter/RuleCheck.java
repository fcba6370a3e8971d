package dev.muster.events.filter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.events.v6.BinaryEntityDatastream;
import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.StatusEvent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** The rules a to h of a consumer in their order (specs/event-dispatcher.md section 3.6), prepared for many events. Immutable. */
final class RuleCheck {
    private static final String CONTENT = "content";
    private static final String ANY = "*";

    private final ConsumerRules rules;
    private final Set<String> sources;
    private final Set<String> actions;
    private final Set<String> denied;
    private final Map<String, List<String>> streams;
    private final @Nullable List<String> anyStream;
    private final boolean sizes;

    RuleCheck(ConsumerRules rules) {
        this.rules = rules;
        this.sources = Set.copyOf(rules.sources());
        this.actions = Set.copyOf(rules.actions());
        this.denied = Set.copyOf(rules.denied());
        this.streams = rules.streams();
        this.anyStream = streams.get(ANY);
        this.sizes = rules.under() > 0 || rules.over() > 0;
    }

    /**
     * The first rule that the event breaks, null if none; only gjson expressions concern models other than binary and status.
     *
     * @param json the event as it would be returned; asked only when there are expressions
     */
    @Nullable
    Drop broken(SpecificRecordBase event, Function<SpecificRecordBase, JsonNode> json) {
        Drop drop = rule(event);
        if (drop != null || rules.expressions().isEmpty()) {
            return drop;
        }
        JsonNode tree = json.apply(event);
        return rules.expressions().stream().allMatch(expression -> expression.holds(tree)) ? null : Drop.EXPRESSION;
    }

    private @Nullable Drop rule(SpecificRecordBase event) {
        if (event instanceof BinaryEvent binary) {
            Drop drop = origin(binary);
            return drop == null ? content(binary, true) : drop;
        }
        if (event instanceof StatusEvent status) {
            BinaryEvent input = status.getEntity().getInput();
            Drop drop = origin(input);
            return drop == null ? content(input, false) : drop;
        }
        return null;
    }

    private @Nullable Drop origin(BinaryEvent event) {
        if (!sources.isEmpty() && !sources.contains(event.getSource().getName())) {
            return Drop.SOURCE;
        }
        if (!actions.isEmpty() && !actions.contains(event.getAction())
                || !denied.isEmpty() && denied.contains(event.getAction())) {
            return Drop.EVENT_TYPE;
        }
        if (!rules.self().isEmpty() && rules.self().equals(event.getAuthor().getName())) {
            return Drop.SELF;
        }
        return null;
    }

    /** Rule d, and for a binary event itself also e to h. */
    private @Nullable Drop content(BinaryEvent event, boolean whole) {
        boolean found = false;
        List<BinaryEntityDatastream> given = event.getEntity().getDatastreams();
        for (BinaryEntityDatastream stream : given) {
            if (CONTENT.equals(stream.getLabel())) {
                found = true;
                Drop drop = sizes ? size(stream) : null;
                if (drop != null) {
                    return drop;
                }
            }
            Drop drop = whole && !streams.isEmpty() ? stream(stream) : null;
            if (drop != null) {
                return drop;
            }
        }
        if (whole && streams.size() > 1 && given.size() < streams.size()) {
            return Drop.STREAM;
        }
        return whole && !found && (rules.content() || sizes) ? Drop.NO_CONTENT : null;
    }

    private @Nullable Drop size(BinaryEntityDatastream stream) {
        long size = ByteBuffer.wrap(stream.getSize().bytes()).getLong();
        if (rules.under() > 0 && Long.compareUnsigned(size, rules.under()) > 0) {
            return Drop.TOO_LARGE;
        }
        return Long.compareUnsigned(size, rules.over()) < 0 ? Drop.TOO_SMALL : null;
    }

    private @Nullable Drop stream(BinaryEntityDatastream stream) {
        List<String> formats = streams.getOrDefault(stream.getLabel(), anyStream);
        if (formats == null) {
            return Drop.STREAM;
        }
        for (String format : formats) {
            if (stream.getFileFormat().startsWith(format)) {
                return null;
            }
        }
        return formats.isEmpty() ? null : Drop.FILE_FORMAT;
    }
}
