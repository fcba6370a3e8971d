package dev.muster.links;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.muster.model.Reply;
import java.io.IOException;

/** A reply on the wire: {@code node} and {@code outcome}, written into an open object. */
final class ReplyCodec {
    private ReplyCodec() {}

    static void write(JsonGenerator json, Reply reply) throws IOException {
        json.writeStringField("node", reply.node());
        json.writeFieldName("outcome");
        OutcomeCodec.write(json, reply.outcome());
    }

    static Reply read(Fields fields) {
        return new Reply(fields.text("node"), OutcomeCodec.read(fields.fields("outcome")));
    }
}
