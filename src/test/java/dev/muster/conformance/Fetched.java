package dev.muster.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The answer to a fetch, read as strictly as the published clients read it: two parts, no unknown key, no null. */
public record Fetched(JsonNode info, byte[] document) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> INFO =
            Set.of("filtered", "fetched", "ready", "paused", "consumers_not_ready", "filters");
    private static final String LINE = "\r\n";

    /** Reads an answer that must be a good one. */
    public static Fetched of(EventHub.Answer answer) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        String type = answer.header("Content-Type");
        assertThat(type).startsWith("multipart/form-data; boundary=");
        String dashes = "--" + type.substring(type.indexOf('=') + 1);
        String text = new String(answer.body(), ISO_8859_1);
        String[] parts = text.split(java.util.regex.Pattern.quote(dashes), -1);
        assertThat(parts).hasSize(4);
        assertThat(parts[3]).startsWith("--");
        Fetched fetched = new Fetched(
                json(part(parts[1], "info").getBytes(ISO_8859_1)),
                part(parts[2], "events").getBytes(ISO_8859_1));
        fetched.info().fieldNames().forEachRemaining(name -> assertThat(INFO).contains(name));
        return fetched;
    }

    private static String part(String part, String name) {
        int body = part.indexOf(LINE + LINE);
        assertThat(part.substring(0, body))
                .startsWith(
                        LINE + "Content-Disposition: form-data; name=\"" + name + "\"; filename=\"" + name + ".json\"");
        assertThat(part).endsWith(LINE);
        return part.substring(body + 4, part.length() - 2);
    }

    private static JsonNode json(byte[] text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + new String(text, UTF_8), e);
        }
    }

    /** The events of a JSON answer. */
    public List<JsonNode> events() {
        JsonNode all = json(document);
        List<JsonNode> events = new ArrayList<>();
        all.get("events").forEach(events::add);
        assertThat(all).hasSize(1);
        assertThat(info.get("fetched").asInt()).isEqualTo(events.size());
        return events;
    }

    /** The hashes of their files. */
    public List<String> files() {
        return events().stream()
                .map(event -> event.at("/entity/sha256").asText())
                .toList();
    }
}
