package dev.muster.nodes;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A frame whose header has been read and whose payload has not: {@code [ACTION] [TOKEN] [TARGET] JSON}, and
 * {@code [ACK] [TOKEN] JSON} (specs/node-proxy.md section 0).
 *
 * @param action what is to be done, or was
 * @param token correlation id; may be empty
 * @param target node that is meant; empty for the receiver
 * @param payload text after the header
 */
public record FrameText(String action, String token, String target, String payload) {
    static final String ACK = "ACK";

    private static final Pattern HEADER = Pattern.compile(
            "\\s*\\[(?<action>[^\\]\\[]{1,256})]\\s+\\[(?<token>[^\\]]{0,2048})](?:\\s+\\[(?<target>[^\\]]{0,256})])?(?:\\s+|$)");

    /**
     * Reads the header.
     *
     * @throws BadFrameException {@code request not well formatted}
     */
    public static FrameText of(String text) throws BadFrameException {
        Matcher header = HEADER.matcher(text);
        if (!header.lookingAt()) {
            throw new BadFrameException("request not well formatted", "");
        }
        String action = header.group("action").trim();
        String target = header.group("target");
        if (target == null && !ACK.equals(action)) {
            throw new BadFrameException("request not well formatted", header.group("token"));
        }
        return new FrameText(action, header.group("token"), target == null ? "" : target, text.substring(header.end()));
    }

    /**
     * Reads the payload.
     *
     * @throws BadFrameException {@code proxy - cannot decode json}
     */
    public NodeFrame frame() throws BadFrameException {
        try {
            return new NodeFrame(action, token, target, Json.object(payload));
        } catch (JsonProcessingException e) {
            throw new BadFrameException("proxy - cannot decode json", token);
        }
    }
}
