package dev.muster.events.filter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.events.EventJson;
import dev.muster.events.EventsRefusal;
import dev.muster.events.MalformedEvent;
import dev.muster.events.Model;
import dev.muster.events.ReceivedEvent;
import dev.muster.events.v6.BinaryEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** Says which consumers would not get an event, without publishing it (specs/event-dispatcher.md section 1.3). Thread-safe. */
public final class Simulation {
    private static final int DEEPEST = 11;

    private final EventJson json;
    private final EventTree trees;
    private final Supplier<List<ReaderRequest>> consumers;

    /**
     * A simulation.
     *
     * @param consumers last request of each consumer that asked lately
     */
    public Simulation(EventJson json, Supplier<List<ReaderRequest>> consumers) {
        this.json = json;
        this.trees = new EventTree(json);
        this.consumers = consumers;
    }

    /**
     * Simulates one binary event; may wait for what knows the consumers.
     *
     * @return the document of the answer
     * @throws EventsRefusal 422 if the body is not one binary event
     */
    public Map<String, Object> simulate(byte[] body) {
        BinaryEvent event = event(body);
        JsonNode tree = trees.of(event);
        return Map.of(
                "consumers",
                consumers.get().stream()
                        .map(consumer -> verdict(consumer, event, ignored -> tree))
                        .toList());
    }

    private BinaryEvent event(byte[] body) {
        List<ReceivedEvent> events;
        try {
            events = json.read(Model.BINARY, body);
        } catch (MalformedEvent e) {
            throw refused(String.valueOf(e.getMessage()));
        }
        if (events.size() != 1 || firstCharacter(body) != '{') {
            throw refused("the body holds " + events.size() + " events in a list; send one event as an object");
        }
        return (BinaryEvent) events.get(0).event();
    }

    private static char firstCharacter(byte[] body) {
        int at = 0;
        while (at < body.length && body[at] <= ' ') {
            at++;
        }
        return at < body.length ? (char) body[at] : 0;
    }

    private static EventsRefusal refused(String detail) {
        return new EventsRefusal(422, "Failed to simulate event", detail);
    }

    private static Map<String, Object> verdict(
            ReaderRequest consumer, BinaryEvent event, Function<SpecificRecordBase, JsonNode> tree) {
        Drop drop = Round.tooDeep(event, DEEPEST) ? Drop.TOO_DEEP : broken(consumer, event, tree);
        Map<String, Object> verdict = new LinkedHashMap<>();
        verdict.put("name", consumer.client().name());
        verdict.put("version", consumer.client().version());
        verdict.put("filter_out", drop != null);
        verdict.put("filter_out_trigger", drop == null ? "" : drop.key());
        return verdict;
    }

    private static @Nullable Drop broken(
            ReaderRequest consumer, BinaryEvent event, Function<SpecificRecordBase, JsonNode> tree) {
        return new RuleCheck(consumer.rules()).broken(event, tree);
    }
}
