package dev.muster.links;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plain JSON trees in and out: maps, lists, strings, numbers, truth values. No type information is ever read. */
final class Json {
    private static final int DEPTH = 100;
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNameLength(4096)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}

    /** Reads one value; what is not JSON, or is nested deeper than 100, is a protocol error. */
    static Object parse(String text) {
        try (JsonParser parser = MAPPER.createParser(text)) {
            return read(parser);
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    /** The same from bytes. */
    static Object parse(InputStream bytes) {
        try (JsonParser parser = MAPPER.createParser(bytes)) {
            return read(parser);
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    static JsonGenerator generator(java.io.OutputStream out) throws IOException {
        return MAPPER.createGenerator(out);
    }

    /** Writes any value; what is no plain JSON type goes through Jackson's bean rules, as in a local answer. */
    static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof Collection<?> values) {
            json.writeStartArray();
            for (Object each : values) {
                write(json, each);
            }
            json.writeEndArray();
        } else {
            json.writePOJO(value);
        }
    }

    static void writeField(JsonGenerator json, String name, @Nullable Object value) throws IOException {
        json.writeFieldName(name);
        write(json, value);
    }

    private static Object read(JsonParser parser) throws IOException {
        Object value = MAPPER.readValue(parser, Object.class);
        if (value == null) {
            throw new ProtocolError("a frame must not be null");
        }
        return value;
    }

    private static ProtocolError notJson(IOException e) {
        String reason = e instanceof com.fasterxml.jackson.core.JsonProcessingException json
                ? json.getOriginalMessage()
                : e.getMessage();
        return new ProtocolError("not readable as JSON: " + reason);
    }
}
