package dev.muster.camel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** JSON at the door: strict on the way in (no duplicate keys, bounded depth, nothing after the object), maps on both sides. Thread-safe. */
public final class Json {
    private static final int MAX_DEPTH = 64;
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final ObjectWriter PRETTY = MAPPER.writer(new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("   ", "\n"))
            .withArrayIndenter(new DefaultIndenter("   ", "\n")));

    static {
        MAPPER.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(64 << 20)
                        .build());
    }

    private static final Pattern JSON =
            Pattern.compile("application/([a-z0-9.-]+\\+)?json\\s*(;.*)?", Pattern.CASE_INSENSITIVE);

    private Json() {}

    /** Refuses a body that says it is something other than JSON: error 6002. None said is taken for JSON. */
    static void accept(@Nullable String contentType) {
        if (contentType != null && !JSON.matcher(contentType.strip()).matches()) {
            throw new MusterException(ErrorCode.WRONG_CONTENT_TYPE, "'" + contentType + "'");
        }
    }

    /** Any JSON value; malformed or too deep is error 1018. */
    static Object any(String body) {
        try {
            Object read = MAPPER.readValue(body, Object.class);
            if (read != null) {
                return read;
            }
        } catch (JsonProcessingException e) {
            throw new MusterException(ErrorCode.MALFORMED_BODY, e.getOriginalMessage(), e);
        }
        throw new MusterException(ErrorCode.MALFORMED_BODY, "null is no body");
    }

    /** The object in a request body; no body is an empty object. Malformed, too deep or another JSON type is error 1018. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(@Nullable String body) {
        if (body == null || body.isBlank()) {
            return Map.of();
        }
        Object read;
        try {
            read = MAPPER.readValue(body, Object.class);
        } catch (JsonProcessingException e) {
            String at = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new MusterException(ErrorCode.MALFORMED_BODY, e.getOriginalMessage() + at, e);
        }
        if (read instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new MusterException(ErrorCode.MALFORMED_BODY, "a JSON object is expected");
    }

    /** A value as JSON text. */
    public static String text(Object value) {
        return text(value, false);
    }

    /** A value as JSON text, indented by three when {@code pretty} (specs/distributed-api.md section 8.1). */
    public static String text(Object value, boolean pretty) {
        try {
            return pretty ? PRETTY.writeValueAsString(value) : MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new MusterException(ErrorCode.BAD_ANSWER, "the answer has no JSON form", e);
        }
    }
}
