package dev.muster.links;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Items;
import dev.muster.model.Mapping;
import dev.muster.model.Messages;
import dev.muster.model.MusterException;
import dev.muster.model.NodeError;
import dev.muster.model.Outcome;
import dev.muster.model.Sort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Outcomes on the wire: an object with exactly one of the fields {@code items}, {@code mapping} and {@code failure}. */
final class OutcomeCodec {
    private OutcomeCodec() {}

    static void write(JsonGenerator json, Outcome outcome) throws IOException {
        json.writeStartObject();
        if (outcome instanceof Items items) {
            json.writeFieldName("items");
            writeItems(json, items);
        } else if (outcome instanceof Mapping mapping) {
            json.writeObjectFieldStart("mapping");
            Json.writeField(json, "values", mapping.values());
            Json.writeField(json, "priority", mapping.strPriority());
            json.writeEndObject();
        } else {
            json.writeFieldName("failure");
            writeFailure(json, (Failure) outcome);
        }
        json.writeEndObject();
    }

    static Outcome read(Fields fields) {
        Outcome outcome;
        if (fields.has("items")) {
            outcome = readItems(fields.fields("items"));
        } else if (fields.has("mapping")) {
            Fields mapping = fields.fields("mapping");
            outcome = new Mapping(mapping.object("values"), mapping.texts("priority"));
            mapping.end();
        } else {
            outcome = readFailure(fields.fields("failure"));
        }
        fields.end();
        return outcome;
    }

    static void writeFailure(JsonGenerator json, Failure failure) throws IOException {
        json.writeStartObject();
        json.writeNumberField("code", failure.code());
        json.writeStringField("kind", failure.kind().name());
        json.writeNumberField("status", failure.status());
        json.writeStringField("message", failure.message());
        json.writeStringField("remediation", failure.remediation());
        Json.writeField(json, "ids", failure.ids());
        json.writeObjectFieldStart("nodes");
        for (Map.Entry<String, NodeError> error : failure.nodeErrors().entrySet()) {
            json.writeObjectFieldStart(error.getKey());
            json.writeStringField("error", error.getValue().error());
            if (error.getValue().logfile() != null) {
                json.writeStringField("logfile", error.getValue().logfile());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    static Failure readFailure(Fields fields) {
        Map<String, NodeError> errors = new LinkedHashMap<>();
        fields.object("nodes").forEach((node, value) -> {
            Fields error = Fields.of("nodes", value);
            errors.put(node, new NodeError(error.text("error"), error.textOrNull("logfile")));
            error.end();
        });
        Failure failure = new Failure(
                fields.small("code"),
                fields.word("kind", ErrorCode.Kind.class),
                fields.small("status"),
                fields.text("message"),
                fields.text("remediation"),
                new LinkedHashSet<>(fields.texts("ids")),
                errors);
        fields.end();
        return failure;
    }

    private static void writeItems(JsonGenerator json, Items items) throws IOException {
        json.writeStartObject();
        Json.writeField(json, "affected", items.affected());
        json.writeNumberField("total", items.total());
        json.writeArrayFieldStart("failed");
        for (Failure failure : items.failed()) {
            writeFailure(json, failure);
        }
        json.writeEndArray();
        Json.writeField(json, "sort", items.sort().fields());
        Json.writeField(json, "casting", items.sort().casting());
        Json.writeField(json, "ascending", items.sort().ascending());
        json.writeStringField("all", items.messages().all());
        json.writeStringField("some", items.messages().some());
        json.writeStringField("none", items.messages().none());
        Json.writeField(json, "extra", items.extra());
        json.writeEndObject();
    }

    private static Items readItems(Fields fields) {
        List<Failure> failed = new ArrayList<>();
        for (Fields failure : fields.each("failed")) {
            failed.add(readFailure(failure));
        }
        Items items = new Items(
                fields.list("affected"),
                fields.integer("total"),
                failed,
                readSort(fields),
                new Messages(fields.text("all"), fields.text("some"), fields.text("none")),
                fields.object("extra"));
        fields.end();
        return items;
    }

    private static Sort readSort(Fields fields) {
        List<Boolean> ascending = new ArrayList<>();
        for (Object value : fields.list("ascending")) {
            if (!(value instanceof Boolean flag)) {
                throw new ProtocolError("items.ascending must be a list of truth values");
            }
            ascending.add(flag);
        }
        try {
            return new Sort(fields.texts("sort"), fields.texts("casting"), ascending);
        } catch (MusterException e) {
            throw new ProtocolError(e.failure().message());
        }
    }
}
