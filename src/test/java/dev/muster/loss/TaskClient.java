package dev.muster.loss;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.conformance.EventHub;
import dev.muster.conformance.Fetched;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A plugin that takes tasks and says that they went well, and counts both. */
final class TaskClient {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Set<String> files = new HashSet<>();
    private int taken;
    private int finished;

    /** Takes tasks; each as JSON. */
    List<String> take(String url, String query) {
        EventHub.Answer answer = send(HttpRequest.newBuilder(URI.create(url + "/api/v2/event/binary/" + query)));
        List<JsonNode> events = Fetched.of(answer).events();
        taken += events.size();
        events.forEach(event -> files.add(event.at("/entity/sha256").asText()));
        return events.stream().map(JsonNode::toString).toList();
    }

    /** Says that tasks are done. */
    void finish(String url, List<String> tasks) {
        if (tasks.isEmpty()) {
            return;
        }
        StringBuilder body = new StringBuilder("[");
        for (String task : tasks) {
            body.append(body.length() == 1 ? "" : ",")
                    .append(
                            "{\"model_version\":6,\"timestamp\":\"2025-01-02T03:04:05Z\",\"author\":{\"name\":\"worker\",")
                    .append(
                            "\"version\":\"1\",\"category\":\"plugin\"},\"entity\":{\"status\":\"completed\",\"input\":")
                    .append(task)
                    .append("}}");
        }
        EventHub.Answer answer = send(HttpRequest.newBuilder(URI.create(url + "/api/v2/event?model=status&sync=true"))
                .POST(HttpRequest.BodyPublishers.ofString(body.append(']').toString())));
        assertThat(answer.json().get("total_ok").asInt()).as(answer.text()).isEqualTo(tasks.size());
        finished += tasks.size();
    }

    /** Tasks that the hub counts as under way. */
    int inFlight(String url, String name) {
        EventHub.Answer answer = send(HttpRequest.newBuilder(URI.create(url + "/api/v2/readers")));
        for (JsonNode reader : answer.json().get("readers")) {
            if (reader.get("name").asText().equals(name)) {
                return reader.get("in_flight").asInt();
            }
        }
        throw new AssertionError("no reader " + name + ": " + new String(answer.body(), UTF_8));
    }

    int taken() {
        return taken;
    }

    int finished() {
        return finished;
    }

    /** Different files among the tasks. */
    int files() {
        return files.size();
    }

    private EventHub.Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
            return new EventHub.Answer(answer.statusCode(), answer.headers(), answer.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
