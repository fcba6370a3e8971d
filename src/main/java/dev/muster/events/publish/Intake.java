package dev.muster.events.publish;

import dev.muster.events.EventAvro;
import dev.muster.events.EventJson;
import dev.muster.events.EventsRefusal;
import dev.muster.events.MalformedEvent;
import dev.muster.events.Model;
import dev.muster.events.Offsets;
import dev.muster.events.ReceivedEvent;
import dev.muster.events.Validity;
import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.StatusEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;

/** Turns the body of a request into events and sorts out what is not valid. Thread-safe. */
final class Intake {
    private static final String MALFORMED = "PostEvent TransformEvents invalid events";
    private static final int EMPTY_JSON = 2;

    private final EventJson json;
    private final EventAvro avro;
    private final Destinations destinations;
    private final ModelGuess guess = new ModelGuess();

    /**
     * What a request held.
     *
     * @param drafts the valid events
     * @param failures the others
     */
    record Taken(List<Draft> drafts, List<Failure> failures) {}

    /**
     * An event that is not published.
     *
     * @param raw its text as received
     * @param error why
     */
    record Failure(String raw, String error) {}

    Intake(EventJson json, EventAvro avro, Destinations destinations) {
        this.json = json;
        this.avro = avro;
        this.destinations = destinations;
    }

    Taken take(PublishRequest request, byte[] body) {
        Model model = model(request, body);
        if (body.length == 0) {
            throw new EventsRefusal(400, "Empty Request", "the body holds no events");
        }
        List<ReceivedEvent> received = request.avro() ? avro(model, body) : json(model, body);
        List<Draft> drafts = new ArrayList<>(received.size());
        List<Failure> failures = new ArrayList<>();
        for (int i = 0; i < received.size(); i++) {
            ReceivedEvent event = received.get(i);
            Optional<String> problem = Validity.problem(event.event()).or(() -> noSource(event.event()));
            if (problem.isPresent()) {
                failures.add(new Failure(event.raw().get(), problem.get()));
            } else {
                drafts.add(new Draft(event.event(), event.offsets(), i, true));
            }
        }
        return new Taken(drafts, failures);
    }

    /** What the answer says of an event that a stage failed at. */
    Failure failure(Pipeline.Broken broken) {
        byte[] text = json.write(broken.draft().event());
        return new Failure(new String(text, StandardCharsets.UTF_8), broken.why());
    }

    private Model model(PublishRequest request, byte[] body) {
        String name = request.model();
        if (name == null || name.isEmpty()) {
            return (request.avro() ? Optional.<Model>empty() : guess.of(body))
                    .orElseThrow(() -> noModel("the parameter model is missing, and the first event does not tell it"));
        }
        return Model.of(name).orElseThrow(() -> noModel("model is '" + name + "'"));
    }

    private static EventsRefusal noModel(String what) {
        return new EventsRefusal(
                400,
                "not a registered model type",
                what + "; give model=binary, delete, download, insert, plugin, status or retrohunt");
    }

    private List<ReceivedEvent> json(Model model, byte[] body) {
        try {
            List<ReceivedEvent> events = body.length <= EMPTY_JSON ? List.of() : json.read(model, body);
            if (events.isEmpty()) {
                throw new EventsRefusal(422, MALFORMED, "the JSON document holds no event");
            }
            return events;
        } catch (MalformedEvent e) {
            throw new EventsRefusal(422, MALFORMED, e.getMessage());
        }
    }

    private List<ReceivedEvent> avro(Model model, byte[] body) {
        try {
            List<ReceivedEvent> received = new ArrayList<>();
            for (SpecificRecordBase event : avro.readBulk(model, body)) {
                received.add(new ReceivedEvent(
                        event, new Offsets(), () -> new String(json.write(event), StandardCharsets.UTF_8)));
            }
            return received;
        } catch (MalformedEvent e) {
            boolean text = body[0] == '{' || body[0] == '[';
            throw new EventsRefusal(
                    422,
                    MALFORMED,
                    text
                            ? "avro-format is set, but JSON was supplied instead of avro"
                            : "the body does not match the bulk schema of model " + model.wireName() + ": "
                                    + e.getMessage());
        }
    }

    /** Events from sources that are not configured have no topic; they are refused here instead of being lost on the way. */
    private Optional<String> noSource(SpecificRecordBase event) {
        if (event instanceof StatusEvent status) {
            boolean unpacked = StatusResults.SUCCESS.contains(status.getEntity().getStatus())
                    && !status.getEntity().getInput().getFlags().getExpedite();
            return (unpacked ? status.getEntity().getResults() : List.<BinaryEvent>of())
                    .stream()
                            .map(result -> result.getSource().getName())
                            .filter(source -> !destinations.source().test(source))
                            .findFirst()
                            .map(source -> "a result is from " + unknown(source));
        }
        return destinations.topic().apply(event).isPresent()
                ? Optional.empty()
                : Optional.of("the event is from "
                        + unknown(((BinaryEvent) event).getSource().getName()));
    }

    private static String unknown(String source) {
        return "source '" + source + "', which is not configured; add it to muster.events.sources";
    }
}
