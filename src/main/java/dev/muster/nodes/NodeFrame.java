package dev.muster.nodes;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One message between daemons (specs/node-proxy.md section 0). Immutable as long as its data is left alone.
 *
 * @param action what is to be done, or was; upper case
 * @param token correlation id; may be empty
 * @param target node that is meant; empty for the receiver
 * @param data JSON object of JDK types
 */
public record NodeFrame(String action, String token, String target, Map<String, Object> data) {
    /** Takes a copy of the data's outer map. */
    public NodeFrame {
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }

    /** A message to the receiver itself, without a token. */
    public static NodeFrame of(String action, Map<String, Object> data) {
        return new NodeFrame(action, "", "", data);
    }

    /**
     * Reads a text frame.
     *
     * @throws BadFrameException with the text that the sender is to be given
     */
    public static NodeFrame decode(String text) throws BadFrameException {
        return FrameText.of(text).frame();
    }

    /** The text frame; an answer ({@code ACK}) has no third field. */
    public String encode() {
        String fields = FrameText.ACK.equals(action)
                ? "[" + action + "] [" + token + "] "
                : "[" + action + "] [" + token + "] [" + target + "] ";
        return fields + Json.text(data);
    }

    /** The same message under another token. */
    public NodeFrame withToken(String other) {
        return new NodeFrame(action, other, target, data);
    }

    /** The same message to another target. */
    public NodeFrame withTarget(String other) {
        return new NodeFrame(action, token, other, data);
    }

    /** The same message with other data. */
    public NodeFrame withData(Map<String, Object> other) {
        return new NodeFrame(action, token, target, other);
    }
}
