package dev.muster.interop;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * The published client's calls for events, field by field (specs/event-dispatcher.md section 10.1): the order of parameters, what is left
 * out, the time limit, and the refusal of every answer that its models refuse.
 */
public final class EventClient {
    private static final List<String> OPTIONAL = List.of(
            "d-action",
            "d-self",
            "r-expedite",
            "r-live",
            "r-historic",
            "r-content",
            "r-under-content-size",
            "r-over-content-size",
            "r-action",
            "r-streams",
            "max-security",
            "debug",
            "reset");
    private static final Duration GRACE = Duration.ofSeconds(4);
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final StrictModels models = new StrictModels();
    private final URI base;
    private final String name;
    private final String version;

    /** What a fetch gave. */
    public record Fetched(JsonNode info, List<JsonNode> events) {}

    /** An answer other than 200, its document accepted by the client's model. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final transient JsonNode document;

        Refused(int status, JsonNode document) {
            super(status + " " + document);
            this.status = status;
            this.document = document;
        }

        /** HTTP status. */
        public int status() {
            return status;
        }

        /** The error document. */
        public JsonNode document() {
            return document;
        }
    }

    /** A plugin or program of that name and version. */
    public EventClient(URI base, String name, String version) {
        this.base = base;
        this.name = name;
        this.version = version;
    }

    /** Fetches events; falsy parameters are not sent, lists repeat the name, and what the client itself does not know comes last. */
    public Fetched events(String model, boolean task, int count, int deadline, Map<String, List<String>> filters) {
        StringBuilder query = new StringBuilder();
        add(query, "name", name);
        add(query, "version", version);
        add(query, "count", count == 0 ? "" : String.valueOf(count));
        add(query, "deadline", deadline == 0 ? "" : String.valueOf(deadline));
        OPTIONAL.forEach(option -> filters.getOrDefault(option, List.of()).forEach(value -> add(query, option, value)));
        filters.forEach((further, values) -> {
            if (!OPTIONAL.contains(further)) {
                values.forEach(value -> add(query, further, value));
            }
        });
        HttpResponse<byte[]> answer =
                send(request("/api/v2/event/" + model + "/" + (task ? "active" : "passive") + "?" + query)
                        .timeout(Duration.ofSeconds(deadline).plus(GRACE))
                        .GET());
        return fetched(model, answer.headers().firstValue("content-type").orElse(""), answer.body());
    }

    /** Publishes a list of events. */
    public JsonNode submit(String model, List<JsonNode> events, boolean sync, boolean includeOk) {
        String query =
                "avro-format=false&model=" + model + (sync ? "&sync=true" : "") + (includeOk ? "&include_ok=true" : "");
        JsonNode answer = accepted(
                "published", post("/api/v2/event?" + query, events.toString()).body());
        answer.path("ok").forEach(event -> models.check(model, event));
        return answer;
    }

    /** Asks who would skip an event. */
    public JsonNode simulate(JsonNode event) {
        return accepted(
                "simulated", post("/api/v2/event/simulate", event.toString()).body());
    }

    /** Accepts the answer to a fetch. */
    Fetched fetched(String model, String contentType, byte[] body) {
        List<StrictMultipart.Part> parts = StrictMultipart.parse(contentType, body);
        List<String> names = parts.stream().map(StrictMultipart.Part::name).toList();
        if (!names.equals(List.of("info", "events"))) {
            throw new Unacceptable("the parts are " + names);
        }
        JsonNode info = accepted("info", parts.get(0).content());
        JsonNode document = json(parts.get(1).content());
        if (document.size() != 1 || !document.path("events").isArray()) {
            throw new Unacceptable("the events document is not exactly {\"events\":[...]}");
        }
        List<JsonNode> events = StreamSupport.stream(document.get("events").spliterator(), false)
                .toList();
        events.forEach(event -> models.check(model, event));
        if (info.get("fetched").intValue() != events.size()) {
            throw new Unacceptable("fetched is " + info.get("fetched") + " with " + events.size() + " events");
        }
        return new Fetched(info, new ArrayList<>(events));
    }

    private HttpResponse<byte[]> post(String path, String body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .header("user-agent", "dpclient-py-" + name)
                .header("accept", "*/*");
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new Refused(answer.statusCode(), accepted("error", answer.body()));
            }
            return answer;
        } catch (IOException e) {
            throw new Unacceptable("no answer: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unacceptable("interrupted");
        }
    }

    private JsonNode accepted(String model, byte[] text) {
        JsonNode document = json(text);
        models.check(model, document);
        return document;
    }

    private static JsonNode json(byte[] text) {
        try {
            return JSON.readTree(new String(text, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new Unacceptable("not JSON: " + e.getOriginalMessage());
        }
    }

    private static void add(StringBuilder query, String parameter, String value) {
        if (!value.isEmpty()) {
            query.append(query.isEmpty() ? "" : "&")
                    .append(parameter)
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }
}
