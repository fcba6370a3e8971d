package dev.muster.copy;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The node that a copy goes to, as the link to it shows. */
public interface CopyPeer {
    /** What the node understands. */
    enum Dialect {
        /** Chunks in order and nothing else; it answers nothing. */
        ORIGINAL,
        /** A node of ours: can be asked what it has, and answers each message with what {@link Receiver#receive} answers. */
        MUSTER
    }

    /** Asked once, when a copy begins. */
    Dialect dialect();

    /**
     * Sends the data of one PROCESSCOPY message. Messages are given in order; the first is delivered first where the dialect is the
     * original's.
     *
     * @param chunk bytes that belong to the message; empty for the original's dialect, which has them inside
     * @return completes when the node has answered, or, in the original's dialect, when the link can take more; fails when the link does
     */
    CompletionStage<Map<String, Object>> process(String token, Map<String, Object> data, byte[] chunk);

    /** The message with its bytes inside, as base64, for links that carry nothing but JSON. */
    static Map<String, Object> inline(Map<String, Object> data, byte[] chunk) {
        if (chunk.length == 0 || !(data.get("content") instanceof Map<?, ?> content)) {
            return data;
        }
        Map<Object, Object> inside = new LinkedHashMap<>(content);
        Map<Object, Object> whole = new LinkedHashMap<>(content.get("chunk") instanceof Map<?, ?> map ? map : Map.of());
        whole.put("data", Base64.getEncoder().encodeToString(chunk));
        inside.put("chunk", whole);
        Map<String, Object> message = new LinkedHashMap<>(data);
        message.put("content", inside);
        return message;
    }
}
