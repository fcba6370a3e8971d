package dev.muster.links;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.muster.model.Node;
import dev.muster.model.Role;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Joining, staying, and what parent and child tell each other about the tree. */
sealed interface MemberFrame extends Frame {
    static Map<String, Function<Fields, Frame>> readers() {
        return Map.of(
                "hello", Hello::read,
                "welcome",
                        fields -> new Welcome(
                                fields.text("parent"),
                                fields.text("hub"),
                                fields.text("key"),
                                fields.textOrNull("token")),
                "refused", fields -> new Refused(fields.small("code"), fields.text("detail")),
                "ping", fields -> new Ping(),
                "pong", fields -> new Pong(),
                "tree",
                        fields -> new Nodes(
                                fields.each("nodes").stream()
                                        .map(NodeCodec::read)
                                        .toList(),
                                fields.texts("removed")),
                "attributes",
                        fields -> new Attributes(
                                fields.text("node"),
                                new LinkedHashSet<>(fields.texts("groups")),
                                fields.textMap("labels")),
                "evict", fields -> new Evict(fields.text("node"), fields.small("code"), fields.text("detail")),
                "anchor", fields -> new AnchorChanged(fields.text("hub"), fields.text("key")),
                "credential", fields -> new NewCredential(fields.text("token")));
    }

    /** First frame of a node; the credential stands in the header of the upgrade request. */
    record Hello(
            int protocol,
            String cluster,
            String id,
            Role role,
            String version,
            String address,
            Map<String, String> labels)
            implements MemberFrame {
        static Hello read(Fields fields) {
            return new Hello(
                    fields.small("protocol"),
                    fields.text("cluster"),
                    fields.text("id"),
                    fields.word("role", Role.class),
                    fields.text("version"),
                    fields.text("address"),
                    fields.textMap("labels"));
        }

        @Override
        public String type() {
            return "hello";
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            json.writeNumberField("protocol", protocol);
            json.writeStringField("cluster", cluster);
            json.writeStringField("id", id);
            json.writeStringField("role", role.name());
            json.writeStringField("version", version);
            json.writeStringField("address", address);
            Json.writeField(json, "labels", labels);
        }
    }

    /**
     * The parent's consent.
     *
     * @param parent id of the parent
     * @param hub id of the hub; empty while the parent does not know it
     * @param key the hub's public key; empty while the parent does not know it
     * @param token the node's own credential from now on; null when it has one
     */
    record Welcome(String parent, String hub, String key, @Nullable String token) implements MemberFrame {
        @Override
        public String type() {
            return "welcome";
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            json.writeStringField("parent", parent);
            json.writeStringField("hub", hub);
            json.writeStringField("key", key);
            if (token != null) {
                json.writeStringField("token", token);
            }
        }
    }

    /** The parent's refusal; the connection ends. */
    record Refused(int code, String detail) implements MemberFrame {
        @Override
        public String type() {
            return "refused";
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            json.writeNumberField("code", code);
            json.writeStringField("detail", detail);
        }
    }

    /** Are you there? */
    record Ping() implements MemberFrame {
        @Override
        public String type() {
            return "ping";
        }

        @Override
        public void write(JsonGenerator json) {
            // the type says it all
        }
    }

    /** I am. */
    record Pong() implements MemberFrame {
        @Override
        public String type() {
            return "pong";
        }

        @Override
        public void write(JsonGenerator json) {
            // the type says it all
        }
    }

    /** Upward: nodes of the child's subtree that are new or changed, and ids that are gone. */
    record Nodes(List<Node> nodes, List<String> removed) implements MemberFrame {
        @Override
        public String type() {
            return "tree";
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            json.writeArrayFieldStart("nodes");
            for (Node node : nodes) {
                NodeCodec.write(json, node);
            }
            json.writeEndArray();
            Json.writeField(json, "removed", removed);
        }
    }

    /** Downward: groups and labels of a node at or below the receiver. */
    record Attributes(String node, Set<String> groups, Map<String, String> labels) implements MemberFrame {
        @Override
        public String type() {
            return "attributes";
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            json.writeStringField("node", node);
            Json.writeField(json, "groups", groups);
            Json.writeField(json, "labels", labels);
        }
    }

    /** Downward: a node below the receiver is not accepted and must be dropped. */
    record Evict(String node, int code, String detail) implements MemberFrame {
        @Override
        public String type() {
            return "evict";
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            json.writeStringField("node", node);
            json.writeNumberField("code", code);
            json.writeStringField("detail", detail);
        }
    }

    /** Downward: the hub's id and public key, when the parent learns them late or they change. */
    record AnchorChanged(String hub, String key) implements MemberFrame {
        @Override
        public String type() {
            return "anchor";
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            json.writeStringField("hub", hub);
            json.writeStringField("key", key);
        }
    }

    /** Downward: the node's own credential was rotated. */
    record NewCredential(String token) implements MemberFrame {
        @Override
        public String type() {
            return "credential";
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            json.writeStringField("token", token);
        }

        @Override
        public String toString() {
            return "NewCredential[****]";
        }
    }
}
