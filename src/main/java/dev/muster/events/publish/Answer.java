package dev.muster.events.publish;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.muster.events.EventJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes the answer to a request to publish: strict clients want these keys and no others, and no nulls. Thread-safe. */
final class Answer {
    private static final int USUAL_SIZE = 256;

    private final JsonFactory factory = new JsonFactory();
    private final EventJson json;

    Answer(EventJson json) {
        this.json = json;
    }

    /** The answer; {@code shown} are the drafts that the client may want to see, of which only its own are. */
    byte[] write(int ok, List<Intake.Failure> failures, List<Draft> shown) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_SIZE);
        try (JsonGenerator generator = factory.createGenerator(out)) {
            generator.writeStartObject();
            generator.writeNumberField("total_ok", ok);
            generator.writeNumberField("total_failures", failures.size());
            generator.writeArrayFieldStart("failures");
            for (Intake.Failure failure : failures) {
                generator.writeStartObject();
                generator.writeStringField("event", failure.raw());
                generator.writeStringField("error", failure.error());
                generator.writeEndObject();
            }
            generator.writeEndArray();
            own(shown, generator);
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private void own(List<Draft> shown, JsonGenerator generator) throws IOException {
        List<Draft> own = shown.stream().filter(Draft::own).toList();
        if (!own.isEmpty()) {
            generator.writeArrayFieldStart("ok");
            for (Draft draft : own) {
                json.write(draft.event(), generator);
            }
            generator.writeEndArray();
        }
    }
}
