package dev.muster.events.filter;

import dev.muster.events.filter.gjson.Expression;
import java.util.List;
import java.util.Map;

/**
 * What a consumer wants of an event (specs/event-dispatcher.md section 3.6, rules a to h). Immutable.
 *
 * @param sources names of the wanted sources in the order given, empty for all
 * @param actions wanted actions in the order given, empty for all
 * @param denied actions not wanted
 * @param content whether a {@code content} stream must be there
 * @param self name of the author whose events are not wanted, empty for none
 * @param under most bytes of the {@code content} stream, 0 for any
 * @param over least bytes of the {@code content} stream, 0 for any
 * @param streams wanted stream labels ({@code *} for any), each with the beginnings of its wanted formats, empty for any
 * @param expressions gjson expressions that must all hold
 */
public record ConsumerRules(
        List<String> sources,
        List<String> actions,
        List<String> denied,
        boolean content,
        String self,
        long under,
        long over,
        Map<String, List<String>> streams,
        List<Expression> expressions) {
    /** Keeps copies. */
    public ConsumerRules {
        sources = List.copyOf(sources);
        actions = List.copyOf(actions);
        denied = List.copyOf(denied);
        streams = Map.copyOf(streams);
        expressions = List.copyOf(expressions);
    }
}
