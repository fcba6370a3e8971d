package dev.muster.links;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.muster.model.Arguments;
import dev.muster.model.Envelope;
import dev.muster.model.MusterException;
import dev.muster.model.Page;
import dev.muster.model.Selector;
import dev.muster.model.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An envelope on the wire, written into an open object; the time that remains travels in milliseconds. */
final class EnvelopeCodec {
    private EnvelopeCodec() {}

    static void write(JsonGenerator json, Envelope envelope) throws IOException {
        json.writeStringField("token", envelope.token());
        json.writeStringField("action", envelope.action());
        json.writeStringField("digest", envelope.digest());
        Json.writeField(json, "arguments", envelope.arguments());
        json.writeArrayFieldStart("targets");
        for (Target target : envelope.targets()) {
            json.writeStartObject();
            json.writeStringField("node", target.node());
            writeOptional(json, "agents", target.agents());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (envelope.selector() != null) {
            writeSelector(json, envelope.selector());
        }
        if (envelope.page() != null) {
            writePage(json, envelope.page());
        }
        json.writeStringField("identity", envelope.identity());
        json.writeNumberField("remaining", envelope.remaining().toMillis());
        json.writeBooleanField("wait", envelope.waitForComplete());
        json.writeBooleanField("broadcasting", envelope.broadcasting());
        Json.writeField(json, "hops", envelope.hops());
    }

    static Envelope read(Fields fields) {
        List<Target> targets = new ArrayList<>();
        for (Fields target : fields.each("targets")) {
            targets.add(new Target(target.text("node"), target.textsOrNull("agents")));
            target.end();
        }
        Selector selector = fields.has("selector") ? readSelector(fields.fields("selector")) : null;
        Page page = fields.has("page") ? readPage(fields.fields("page")) : null;
        long remaining = fields.integer("remaining");
        if (remaining < 0) {
            throw new ProtocolError("remaining must not be negative");
        }
        return new Envelope(
                fields.text("token"),
                fields.text("action"),
                fields.text("digest"),
                new Arguments(fields.object("arguments")),
                targets,
                selector,
                page,
                fields.text("identity"),
                Duration.ofMillis(remaining),
                fields.flag("wait"),
                fields.flag("broadcasting"),
                fields.texts("hops"));
    }

    private static void writeSelector(JsonGenerator json, Selector selector) throws IOException {
        json.writeObjectFieldStart("selector");
        writeOptional(json, "nodes", selector.nodes());
        writeOptional(json, "agents", selector.agents());
        writeOptional(json, "groups", selector.groups());
        writeOptional(json, "labels", selector.labels());
        writeOptional(json, "under", selector.under());
        json.writeEndObject();
    }

    private static Selector readSelector(Fields fields) {
        Selector selector = new Selector(
                fields.textsOrNull("nodes"),
                fields.textsOrNull("agents"),
                fields.textsOrNull("groups"),
                fields.textMapOrNull("labels"),
                fields.textOrNull("under"));
        fields.end();
        return selector;
    }

    private static void writePage(JsonGenerator json, Page page) throws IOException {
        json.writeObjectFieldStart("page");
        json.writeNumberField("offset", page.offset());
        json.writeNumberField("limit", page.limit());
        Json.writeField(json, "sort", page.sort());
        json.writeEndObject();
    }

    private static Page readPage(Fields fields) {
        try {
            Page page = new Page(fields.small("offset"), fields.small("limit"), fields.texts("sort"));
            fields.end();
            return page;
        } catch (MusterException e) {
            throw new ProtocolError(e.failure().message());
        }
    }

    private static void writeOptional(JsonGenerator json, String name, @org.jspecify.annotations.Nullable Object value)
            throws IOException {
        if (value != null) {
            Json.writeField(json, name, value);
        }
    }
}
