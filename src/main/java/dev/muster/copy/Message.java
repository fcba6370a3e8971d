package dev.muster.copy;

import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One PROCESSCOPY message (specs/node-proxy.md section 4.2). The original sends {@code inprogress} and {@code end}; Muster's own hubs also
 * ask what is there before they send ({@code query}), point out that nothing need be sent ({@code same}), and give up ({@code abort}).
 *
 * @param content the object that holds the rest
 * @param status which of them
 * @param destination path on this node
 * @param chunk bytes of the copy; empty when the message has none
 */
record Message(Map<?, ?> content, String status, String destination, byte[] chunk) {
    private static final Map<?, ?> NONE = Map.of();

    /** Reads it; bytes that came beside the message stand for the base64 inside. */
    static Message of(Map<String, ?> data, byte[] beside) {
        if (!(data.get("content") instanceof Map<?, ?> content) || content.isEmpty()) {
            throw new Refusal("no content");
        }
        String status = CopyRequest.text(content, "status");
        if (!status.matches("inprogress|end|query|same|abort")) {
            throw new Refusal("please set status");
        }
        String destination = CopyRequest.text(content, "destination");
        if (destination.isEmpty() && !status.equals("abort")) {
            throw new Refusal("please set destination");
        }
        return new Message(content, status, destination, beside.length > 0 ? beside : decoded(content));
    }

    private static byte[] decoded(Map<?, ?> content) {
        Object chunk = content.get("chunk");
        Object data = chunk instanceof Map<?, ?> map ? map.get("data") : null;
        try {
            return data == null ? new byte[0] : Base64.getMimeDecoder().decode(data.toString());
        } catch (IllegalArgumentException e) {
            throw new Refusal("the chunk is not base64: " + e.getMessage(), e);
        }
    }

    String text(String name) {
        return CopyRequest.text(content, name);
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(content.get(name));
    }

    /** A number in the message; -1 when it is not there. */
    long number(String name) {
        return content.get(name) instanceof Number number ? number.longValue() : -1;
    }

    /** A number in its chunk; -1 when it is not there. */
    long ofChunk(String name) {
        Map<?, ?> chunk = content.get("chunk") instanceof Map<?, ?> map ? map : NONE;
        return chunk.get(name) instanceof Number number ? number.longValue() : -1;
    }

    /** Whether a tree comes; null is not known. */
    boolean archive() {
        String type = text("type");
        if (!type.equals("archive") && !type.equals("regular")) {
            throw new Refusal("please set type");
        }
        return type.equals("archive");
    }

    /** What, besides the bytes, decides what the destination will be. */
    String options() {
        return String.join("|", text("type"), text("owner"), text("group"), text("mode"));
    }

    /** Whether a request wants no history rows. */
    static boolean silent(@Nullable Object logging) {
        return logging != null && logging.toString().matches("false|0");
    }
}
