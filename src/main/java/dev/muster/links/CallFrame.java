package dev.muster.links;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.muster.model.Envelope;
import dev.muster.model.Failure;
import dev.muster.model.Reply;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls and what answers them. The number {@code call} is chosen by whoever sends the envelope and has a meaning on this link only. */
sealed interface CallFrame extends Frame {
    static Map<String, Function<Fields, Frame>> readers() {
        return Map.of(
                "envelope",
                        fields -> new Request(
                                fields.integer("call"), fields.integer("file", 0), EnvelopeCodec.read(fields)),
                "reply", fields -> new Answer(fields.integer("call"), ReplyCodec.read(fields)),
                "cancel", fields -> new Cancel(fields.integer("call")),
                "service",
                        fields -> new ServiceRequest(
                                fields.integer("request"), fields.text("service"), fields.any("message")),
                "answer", ServiceAnswer::read);
    }

    /**
     * An envelope.
     *
     * @param call number of the call
     * @param file stream that brought the file named in the argument {@code tmp_file}; 0 for none
     * @param envelope the envelope
     */
    record Request(long call, long file, Envelope envelope) implements CallFrame {
        @Override
        public String type() {
            return "envelope";
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            json.writeNumberField("call", call);
            if (file != 0) {
                json.writeNumberField("file", file);
            }
            EnvelopeCodec.write(json, envelope);
        }
    }

    /** The terminal state of one target. */
    record Answer(long call, Reply reply) implements CallFrame {
        @Override
        public String type() {
            return "reply";
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            json.writeNumberField("call", call);
            ReplyCodec.write(json, reply);
        }
    }

    /** Nobody waits for this call any more. */
    record Cancel(long call) implements CallFrame {
        @Override
        public String type() {
            return "cancel";
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            json.writeNumberField("call", call);
        }
    }

    /** A message for a named service of the parent (send-sync). */
    record ServiceRequest(long request, String service, @Nullable Object message) implements CallFrame {
        @Override
        public String type() {
            return "service";
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            json.writeNumberField("request", request);
            json.writeStringField("service", service);
            Json.writeField(json, "message", message);
        }
    }

    /** What the service said, or why it did not. */
    record ServiceAnswer(long request, @Nullable Object message, @Nullable Failure failure) implements CallFrame {
        static ServiceAnswer read(Fields fields) {
            Failure failure = fields.has("failure") ? OutcomeCodec.readFailure(fields.fields("failure")) : null;
            return new ServiceAnswer(fields.integer("request"), fields.any("message"), failure);
        }

        @Override
        public String type() {
            return "answer";
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            json.writeNumberField("request", request);
            if (failure != null) {
                json.writeFieldName("failure");
                OutcomeCodec.writeFailure(json, failure);
            } else {
                Json.writeField(json, "message", message);
            }
        }
    }
}
