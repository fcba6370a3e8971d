package dev.muster.events.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.muster.events.EventJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.specific.SpecificRecordBase;

/** Events as parsed JSON, without writing the text. Thread-safe. */
public final class EventTree {
    private final EventJson json;
    private final JsonMapper mapper = new JsonMapper();

    /** Trees of what that would write. */
    public EventTree(EventJson json) {
        this.json = json;
    }

    /** The event as it would be returned. */
    public JsonNode of(SpecificRecordBase event) {
        try (TokenBuffer tokens = new TokenBuffer(mapper, false)) {
            json.write(event, tokens);
            return mapper.readTree(tokens.asParserOnFirstToken());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
