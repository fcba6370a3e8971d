package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.events.Samples;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What operators see of the reading of events: the events as they come, and counts. */
class EventTailTest {
    private static final String TIME = "2025-01-02T03:04:05Z";

    @RegisterExtension
    static final EventHub HUB = new EventHub("muster.events.sources", "sources: {e: {}}");

    @Test
    void tailShowsWhatIsPublishedFromNowOnAndFetchesAreCounted() throws Exception {
        publish("e", "0001");
        HttpResponse<InputStream> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(HUB.url().resolve("/api/v2/event/binary/tail?r-source=e"))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream; charset=utf-8");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            assertThat(next(lines, ": ")).contains("from now on");
            publish("e", "0002");
            publish("e", "0003");
            assertThat(next(lines, "data: ")).contains("\"sha256\":\"0002\"");
            assertThat(next(lines, "data: ")).contains("\"sha256\":\"0003\"");
        }
        Fetched.of(HUB.get("/api/v2/event/binary/passive?name=counted&version=1&r-historic=true&r-source=e&count=3"));
        await().untilAsserted(() -> assertThat(HUB.get("/metrics").text())
                .contains("dispatcher_event_fetch_requests_total{entity=\"binary\",plugin=\"counted\"} 1.0")
                .contains("dispatcher_events_fetched_total{entity=\"binary\",plugin=\"counted\"} 3.0")
                .contains("dispatcher_events_consume_not_ready{plugin=\"counted\",version=\"1\"} 0"));
    }

    private static void publish(String source, String file) {
        EventHub.Answer answer = HUB.publish("model=binary&sync=true", Samples.binary(file, source, TIME));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private static String next(BufferedReader lines, String start) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.startsWith(start)) {
            line = lines.readLine();
        }
        return String.valueOf(line);
    }
}
