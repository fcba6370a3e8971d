package dev.muster.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a file that {@code file.read} asks for, and how it is answered, on whatever way the file was reached
 * (specs/distributed-api.md section 13.2).
 *
 * @param offset bytes before it; not negative
 * @param length most bytes of it; not negative
 * @param encoding {@code auto} answers text when the bytes are valid UTF-8, else base64; {@code text} replaces what is not valid
 */
public record FileRange(long offset, long length, String encoding) {
    private static final long USUAL_LENGTH = 1 << 20;

    /**
     * What the caller asks for.
     *
     * @param limit most bytes that one call may read
     * @param node whom a refusal names
     * @throws MusterException with 3074 when it is more than the limit
     */
    public static FileRange asked(Arguments arguments, long limit, String node) {
        long offset = Math.max(0, arguments.integer("offset", 0));
        long length = Math.max(0, arguments.integer("length", Math.min(limit, USUAL_LENGTH)));
        if (length > limit) {
            throw new MusterException(
                    ErrorCode.BAD_PARAMETER,
                    "length " + length + " is more than " + limit + "; read in several ranges",
                    Set.of(node));
        }
        return new FileRange(offset, length, arguments.text("encoding", "auto"));
    }

    /** How many bytes of it a file of that size has. */
    public int within(long size) {
        return (int) Math.min(length, Math.max(0, size - offset));
    }

    /** {@code path, size, offset, length, eof, encoding, content} for the bytes that were read of a file of that size. */
    public Map<String, Object> answer(String path, long size, byte[] bytes) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("path", path);
        answer.put("size", size);
        answer.put("offset", offset);
        answer.put("length", bytes.length);
        answer.put("eof", offset + bytes.length >= size);
        String text = text(bytes);
        answer.put("encoding", text == null ? "base64" : "text");
        answer.put("content", text == null ? Base64.getEncoder().encodeToString(bytes) : text);
        return answer;
    }

    private @Nullable String text(byte[] bytes) {
        if (encoding.equals("base64")) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return encoding.equals("text") ? new String(bytes, StandardCharsets.UTF_8) : null;
        }
    }
}
