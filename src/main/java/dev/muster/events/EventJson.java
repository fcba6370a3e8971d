package dev.muster.events;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Events as JSON (specs/event-dispatcher.md section 2.1): what is empty is left out, nothing is null, unknown fields are ignored, a field
 * of a wrong type refuses the document. Thread-safe.
 */
public final class EventJson {
    private static final int DEEPEST = 500;
    private static final int USUAL_SIZE = 2048;

    private final JsonFactory factory = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();
    private final Map<Model, Shape> shapes = new EnumMap<>(Model.class);

    /** Compiles the schemas once. */
    public EventJson() {
        for (Model model : Model.values()) {
            shapes.put(model, Shape.of(model.schema()));
        }
    }

    /**
     * Reads one event, or an array of them.
     *
     * @throws MalformedEvent if the text is not JSON, a field has a wrong type, an event is not of version 6, or nearly all of it is empty
     *     items; names the place
     */
    public List<ReceivedEvent> read(Model model, byte[] text) {
        List<ReceivedEvent> events = new ArrayList<>();
        ItemBudget budget = new ItemBudget(text.length);
        try (JsonParser in = factory.createParser(text)) {
            JsonToken first = in.nextToken();
            if (first == JsonToken.START_ARRAY) {
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    events.add(event(model, text, in, budget));
                }
            } else {
                events.add(event(model, text, in, budget));
            }
            if (in.nextToken() != null) {
                throw new MalformedEvent("more text follows the end of the JSON document");
            }
            return events;
        } catch (JsonProcessingException e) {
            throw new MalformedEvent("not valid JSON: " + e.getOriginalMessage() + at(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The event as a JSON object. */
    public byte[] write(SpecificRecordBase event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_SIZE);
        try (JsonGenerator generator = factory.createGenerator(out)) {
            write(event, generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Writes the event as a JSON object where the generator stands. */
    public void write(SpecificRecordBase event, JsonGenerator out) throws IOException {
        JsonWriting.object(shapes.get(Model.of(event)), event, out);
    }

    /** What writes stored events of that model one after another. */
    public StoredJson stored(Model model) {
        return new StoredJson(shapes.get(model));
    }

    private ReceivedEvent event(Model model, byte[] text, JsonParser in, ItemBudget budget) throws IOException {
        budget.event();
        int from = (int) in.currentTokenLocation().getByteOffset();
        Offsets offsets = new Offsets();
        SpecificRecordBase event = new JsonReading(text, in, offsets, budget).object(shapes.get(model));
        int to = (int) in.currentLocation().getByteOffset();
        long version = EventHead.version(event);
        if (version < EventHead.VERSION) {
            throw new MalformedEvent("model_version of the event at byte " + from + " is "
                    + (version == 0 ? "missing" : version) + "; send events of version " + EventHead.VERSION);
        }
        return new ReceivedEvent(event, offsets, () -> new String(text, from, to - from, StandardCharsets.UTF_8));
    }

    private static String at(JsonProcessingException e) {
        return e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset();
    }
}
