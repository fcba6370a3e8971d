package dev.muster.events;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * JSON that stands as text in avro, such as {@code info}, and goes into documents as it is: what is none would break the document, and what is
 * more than one value could put fields into it.
 */
final class RawJson {
    private static final int DEEPEST = 490; // with what is around it, no more than an event in JSON may have
    // names stay canonicalized: without that Jackson reads more than 8,000 bytes beyond their end
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private RawJson() {}

    /** Looks at bytes that are empty or one JSON value. @throws MalformedEvent for others */
    static void check(byte[] bytes, int from, int length) {
        if (length == 0) {
            return;
        }
        try (JsonParser parser = FACTORY.createParser(bytes, from, length)) {
            boolean some = parser.nextToken() != null;
            parser.skipChildren();
            if (!some || parser.nextToken() != null) {
                throw new MalformedEvent("the bytes at " + from + " must be one JSON value");
            }
        } catch (JsonProcessingException e) {
            throw new MalformedEvent("the bytes at " + from + " must be JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
