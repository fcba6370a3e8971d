package dev.muster.links;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One JSON object of the sub-protocol {@code muster.v1}; its field {@code type} says which. A text message is one frame or a list of them. */
sealed interface Frame permits CallFrame, MemberFrame, FileFrame, StreamFrame {
    /** Version of the protocol, exchanged when a node joins; both sides must have the same. */
    int PROTOCOL = 1;

    /** Name of the WebSocket sub-protocol. */
    String SUB_PROTOCOL = "muster.v1";

    Map<String, Function<Fields, Frame>> READERS = readers();

    /** The word in the field {@code type}. */
    String type();

    /** Writes all other fields into an open object. */
    void write(JsonGenerator json) throws IOException;

    /** Writes the whole object. */
    default void writeObject(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", type());
        write(json);
        json.writeEndObject();
    }

    /** Reads a text message; anything unknown, missing or of a wrong type is a protocol error. */
    static List<Frame> decode(Object message) {
        if (!(message instanceof List<?> list)) {
            return List.of(one(message));
        }
        List<Frame> frames = new ArrayList<>(list.size());
        for (Object each : list) {
            frames.add(one(each));
        }
        return frames;
    }

    private static Frame one(Object message) {
        Fields fields = Fields.of("frame", message);
        String type = fields.text("type");
        Function<Fields, Frame> reader = READERS.get(type);
        if (reader == null) {
            throw new ProtocolError("unknown frame type '" + (type.length() > 32 ? type.substring(0, 32) : type) + "'");
        }
        Frame frame = reader.apply(fields);
        fields.end();
        return frame;
    }

    private static Map<String, Function<Fields, Frame>> readers() {
        Map<String, Function<Fields, Frame>> all = new java.util.HashMap<>();
        all.putAll(CallFrame.readers());
        all.putAll(MemberFrame.readers());
        all.putAll(FileFrame.readers());
        all.putAll(StreamFrame.readers());
        return Map.copyOf(all);
    }
}
