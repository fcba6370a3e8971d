package dev.muster.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/** JSON text of plain values. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** Fails with an illegal argument when the value holds what JSON has no word for. */
    static String text(@Nullable Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON can be made of a row's data: " + e.getOriginalMessage(), e);
        }
    }

    /** Bytes that the text takes within a JSON document in UTF-8, without the quotes around it. */
    static long length(String text) {
        long length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                length += c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
            } else if (c == '"' || c == '\\' || c == '\n' || c == '\r' || c == '\t') {
                length += 2;
            } else {
                length += c < 0x20 ? 6 : 1;
            }
        }
        return length;
    }
}
