package dev.muster.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Set;

/**
 * An answer of the hub: an envelope, or a problem document (specs/distributed-api.md section 8).
 *
 * @param status HTTP status
 * @param text body as it came
 * @param body body as JSON; missing when it is none
 */
record Answer(int status, String text, JsonNode body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Codes that say that the request was wrong, rather than that it failed. */
    private static final Set<Integer> WRONG_REQUEST = Set.of(1018, 3073, 3074, 6002);

    static Answer of(int status, String text) {
        return new Answer(status, text, parse(text));
    }

    boolean success() {
        return status >= 200 && status < 300;
    }

    /** What a problem document says: title, detail, what to do. */
    String problem() {
        String detail = body.path("detail").asText(body.path("title").asText(""));
        String code = body.has("error") ? body.path("error").asText() + " " : "";
        String advice = body.path("remediation").asText("");
        return detail.isEmpty()
                ? "the hub answered with HTTP " + status
                : code + detail + (advice.isEmpty() ? "" : (detail.endsWith("?") ? " " : ". ") + advice);
    }

    /** The exit code of a call that ended so. */
    int exitCode() {
        if (success()) {
            return body.path("error").asInt(0) == 0 ? ExitCode.OK : ExitCode.FAILED;
        }
        int code = body.path("error").asInt(0);
        boolean refused = status == 400 && code == 0
                || status == 401
                || status == 404 && code == 0
                || status == 405
                || status == 413;
        return refused || WRONG_REQUEST.contains(code) ? ExitCode.USAGE : ExitCode.FAILED;
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
