package dev.muster.events.read;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.muster.events.EventAvro;
import dev.muster.events.EventJson;
import dev.muster.events.Model;
import dev.muster.events.StoredJson;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The answer to a fetch as it goes over the wire: two parts, what was done and the events (section 1.2.2). Thread-safe. */
public final class AnswerForm {
    private static final byte[] FIRST = "{\"events\":[".getBytes(US_ASCII);
    private static final byte[] LAST = "]}".getBytes(US_ASCII);
    private static final String LINE = "\r\n";

    private final EventJson json;
    private final EventAvro avro;
    private final JsonFactory factory = new JsonFactory();

    /**
     * An answer.
     *
     * @param boundary what stands between its parts
     * @param body all of it
     */
    public record Answer(String boundary, Pages body) {
        /** Value of {@code Content-Type}. */
        public String contentType() {
            return "multipart/form-data; boundary=" + boundary;
        }
    }

    /** Writes events in those forms. */
    public AnswerForm(EventJson json, EventAvro avro) {
        this.json = json;
        this.avro = avro;
    }

    /** True when all events of an answer are as they go out, so that to write it is to copy them. */
    public boolean made(boolean asAvro, Batch batch) {
        return batch.events().stream().allMatch(event -> asAvro ? event.stored() != null : event.json() != null);
    }

    /** Writes an answer; avro or JSON. */
    public Answer write(Model model, boolean asAvro, Batch batch) {
        String boundary = UUID.randomUUID().toString().replace("-", "");
        Pages out = new Pages();
        try {
            part(out, boundary, "info");
            info(out, batch);
            out.write(LINE.getBytes(US_ASCII));
            part(out, boundary, "events");
            if (asAvro) {
                avro.writeBulk(values(batch.events()), out);
            } else {
                events(out, json.stored(model), batch.events());
            }
            out.write((LINE + "--" + boundary + "--" + LINE).getBytes(US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Answer(boundary, out);
    }

    private static void part(OutputStream out, String boundary, String name) throws IOException {
        String head = "--" + boundary + LINE + "Content-Disposition: form-data; name=\"" + name + "\"; filename=\""
                + name + ".json\"" + LINE + "Content-Type: application/octet-stream" + LINE + LINE;
        out.write(head.getBytes(US_ASCII));
    }

    private void info(OutputStream out, Batch batch) throws IOException {
        try (JsonGenerator info = open(out)) {
            info.writeStartObject();
            info.writeNumberField(
                    "filtered",
                    batch.removed().values().stream()
                            .mapToInt(Integer::intValue)
                            .sum());
            info.writeNumberField("fetched", batch.events().size());
            info.writeBooleanField("ready", !batch.paused() && batch.notReady().isEmpty());
            info.writeBooleanField("paused", batch.paused());
            if (!batch.notReady().isEmpty()) {
                info.writeStringField("consumers_not_ready", String.join(",", batch.notReady()));
            }
            if (!batch.removed().isEmpty()) {
                info.writeObjectFieldStart("filters");
                for (Map.Entry<String, Integer> each : batch.removed().entrySet()) {
                    info.writeNumberField(each.getKey(), each.getValue());
                }
                info.writeEndObject();
            }
            info.writeEndObject();
        }
    }

    private List<byte[]> values(List<Found> events) {
        return events.stream()
                .map(each -> each.stored() == null ? avro.write(each.event()) : each.stored())
                .toList();
    }

    private void events(OutputStream out, StoredJson stored, List<Found> events) throws IOException {
        out.write(FIRST);
        boolean first = true;
        for (Found event : events) {
            if (!first) {
                out.write(',');
            }
            first = false;
            if (event.json() != null) {
                out.write(event.json());
            } else if (event.stored() == null) {
                out.write(json.write(event.event()));
            } else {
                stored.write(event.stored(), out);
            }
        }
        out.write(LAST);
    }

    private JsonGenerator open(OutputStream out) throws IOException {
        return factory.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    }
}
