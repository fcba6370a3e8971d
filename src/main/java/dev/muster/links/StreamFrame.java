package dev.muster.links;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.muster.model.ErrorCode;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;

/** Around the binary chunks of what is too large for one frame. A chunk is the number of its stream (4 bytes, big-endian) and data. */
sealed interface StreamFrame extends Frame {
    static Map<String, Function<Fields, Frame>> readers() {
        return Map.of(
                "stream",
                        fields -> new Begin(
                                fields.small("stream"),
                                fields.word("kind", Kind.class),
                                fields.integer("length"),
                                fields.integer("call", 0),
                                fields.text("node", "")),
                "end", fields -> new End(fields.small("stream"), fields.text("sha256")),
                "abort",
                        fields -> new Abort(
                                fields.small("stream"),
                                fields.word("kind", Kind.class),
                                fields.integer("call"),
                                fields.flag("sender"),
                                fields.small("code")),
                "stored", fields -> new Stored(fields.small("stream")));
    }

    /** What a stream carries. */
    enum Kind {
        /** A frame with an envelope; {@code call} says which call. */
        ENVELOPE,
        /** A frame with a reply; {@code call} and {@code node} say which. */
        REPLY,
        /** Another frame. */
        FRAME,
        /** A file for a call that follows. */
        FILE
    }

    /** Announces chunks. */
    record Begin(int stream, Kind kind, long length, long call, String node) implements StreamFrame {
        /** Announces a frame that is too long to travel whole. */
        static Begin of(int stream, Frame frame, long length) {
            if (frame instanceof CallFrame.Request request) {
                return new Begin(stream, Kind.ENVELOPE, length, request.call(), "");
            }
            if (frame instanceof CallFrame.Answer answer) {
                return new Begin(
                        stream,
                        Kind.REPLY,
                        length,
                        answer.call(),
                        answer.reply().node());
            }
            return new Begin(stream, Kind.FRAME, length, 0, "");
        }

        @Override
        public String type() {
            return "stream";
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            json.writeNumberField("stream", stream);
            json.writeStringField("kind", kind.name());
            json.writeNumberField("length", length);
            json.writeNumberField("call", call);
            json.writeStringField("node", node);
        }
    }

    /** All chunks were sent; this is the digest of their data. */
    record End(int stream, String sha256) implements StreamFrame {
        @Override
        public String type() {
            return "end";
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            json.writeNumberField("stream", stream);
            json.writeStringField("sha256", sha256);
        }
    }

    /** The sender ({@code sender} true) or the receiver gives the stream up, with an error code. */
    record Abort(int stream, Kind kind, long call, boolean sender, int code) implements StreamFrame {
        static Abort bySender(Begin begin, ErrorCode code) {
            return new Abort(begin.stream(), begin.kind(), begin.call(), true, code.code());
        }

        static Abort byReceiver(Begin begin, ErrorCode code) {
            return new Abort(begin.stream(), begin.kind(), begin.call(), false, code.code());
        }

        @Override
        public String type() {
            return "abort";
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            json.writeNumberField("stream", stream);
            json.writeStringField("kind", kind.name());
            json.writeNumberField("call", call);
            json.writeBooleanField("sender", sender);
            json.writeNumberField("code", code);
        }
    }

    /** The file of this stream arrived whole. */
    record Stored(int stream) implements StreamFrame {
        @Override
        public String type() {
            return "stored";
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            json.writeNumberField("stream", stream);
        }
    }
}
