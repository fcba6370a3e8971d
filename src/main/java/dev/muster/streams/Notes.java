package dev.muster.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** What is known of a blob, as the note that the store keeps beside it; so that asking again needs no second look at the blob. */
final class Notes {
    /** S3 keeps 2 KB beside an object, the name of the note included. */
    private static final int MOST = 2_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private Notes() {}

    /** The note; empty for what was not identified, or needs more room than there is. */
    static String write(Datastream found) {
        if (found.identity() == null) {
            return "";
        }
        try {
            String note = Base64.getUrlEncoder().withoutPadding().encodeToString(JSON.writeValueAsBytes(found.wire()));
            return note.length() > MOST ? "" : note;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers make no JSON", e);
        }
    }

    /** The wire form that a note holds; empty when there is none, or an older one. */
    static Optional<Map<String, Object>> read(String note) {
        if (note.isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] text = Base64.getUrlDecoder().decode(note.getBytes(UTF_8));
            Map<String, Object> wire = JSON.readValue(text, new TypeReference<>() {});
            return Integer.valueOf(Datastream.VERSION).equals(wire.get("identify_version"))
                    ? Optional.of(wire)
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
