package dev.muster.links;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.muster.model.LinkKind;
import dev.muster.model.MusterException;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.model.Role;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/** A node of the tree on the wire. */
final class NodeCodec {
    private NodeCodec() {}

    static void write(JsonGenerator json, Node node) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", node.id());
        if (node.parent() != null) {
            json.writeStringField("parent", node.parent());
        }
        json.writeStringField("role", node.role().name());
        json.writeStringField("link", node.link().name());
        json.writeStringField("address", node.address());
        Json.writeField(json, "labels", node.labels());
        Json.writeField(json, "groups", node.groups());
        json.writeStringField("version", node.version());
        json.writeStringField("state", node.state().name());
        if (node.lastSeen() != null) {
            json.writeNumberField("seen", node.lastSeen().toEpochMilli());
        }
        json.writeEndObject();
    }

    static Node read(Fields fields) {
        try {
            Node node = new Node(
                    fields.text("id"),
                    fields.textOrNull("parent"),
                    fields.word("role", Role.class),
                    fields.word("link", LinkKind.class),
                    fields.text("address"),
                    fields.textMap("labels"),
                    new LinkedHashSet<>(fields.texts("groups")),
                    fields.text("version"),
                    fields.word("state", NodeState.class),
                    seen(fields));
            fields.end();
            return node;
        } catch (MusterException e) {
            throw new ProtocolError(e.failure().message());
        }
    }

    private static @Nullable Instant seen(Fields fields) {
        return fields.has("seen") ? Instant.ofEpochMilli(fields.integer("seen")) : null;
    }
}
