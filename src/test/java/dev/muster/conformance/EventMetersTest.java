package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.events.Samples;
import dev.muster.interop.EventClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The meters of events in specs/event-dispatcher.md section 8.1, as a scrape of a hub that works shows them. */
@Timeout(60)
class EventMetersTest {
    @RegisterExtension
    static final EventHub HUB = new EventHub(
            "muster.events.lease",
            "5s",
            "muster.events.attempts",
            "1",
            "muster.events.dedupe-cache",
            "1Ki",
            "muster.streams.enabled",
            "true",
            "muster.streams.v1",
            "true",
            "muster.streams.v1-source",
            "lab");

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String TIME = "2025-01-02T03:04:05Z";
    private static final Map<String, List<String>> LIVE =
            Map.of("r-live", List.of("true"), "r-historic", List.of("true"));

    @Test
    void publishingIsCountedByPluginTopicAndStage() {
        String found = Samples.binary("ab81", "feed", TIME).replace("\"category\":\"user\"", "\"category\":\"plugin\"");
        String tooNew = found.replace("\"model_version\":6", "\"model_version\":7");
        String old = Samples.binary("ac81", "brief", TIME);
        HUB.publish("model=binary&sync=true", "[" + found + "," + old + "," + tooNew + "]");
        HUB.publish("model=status&sync=true", status("none.Unzip.1.1750000000"));
        HUB.publish("model=insert&sync=true", Samples.insert("aa81", "cc81", "ann"));
        HUB.publish("model=binary&sync=true", Samples.binary("aa81", "feed", TIME));

        assertShown(
                "dispatcher_events_published_total{entity=\"binary\",plugin=\"ann\"} 1.0",
                "dispatcher_events_published_total{entity=\"status\",plugin=\"Unzip\"} 1.0",
                "dispatcher_events_status_published{plugin=\"Unzip\",status=\"completed\"} 1.0",
                "dispatcher_processing_time_seconds_bucket{publisher=\"Unzip\",le=\"1.0\"} 0",
                "dispatcher_processing_time_seconds_bucket{publisher=\"Unzip\",le=\"2.5\"} 1",
                "dispatcher_processing_time_seconds_bucket{publisher=\"Unzip\",le=\"2400.0\"} 1",
                "dispatcher_events_produce_duration_bucket{stage=\"buffer\",le=\"1.0E-5\"}",
                "dispatcher_events_produce_duration_bucket{stage=\"transform\",le=\"10.0\"}",
                "dispatcher_events_produce_duration_count{stage=\"produce\"}",
                "dispatcher_events_produce_pipelines_duration_count{pipeline=\"PipelineAgeoff\"}",
                "dispatcher_events_produce_pipelines_removed{pipeline=\"PipelineAgeoff\"} 1.0",
                "dispatcher_events_produce_pipelines_added{pipeline=",
                "dispatcher_events_produce_bad_version{author=\"ann\",entity=\"binary\",version=\"7\"} 1.0",
                "dispatcher_kafka_produced_message_bytes_total{topic=\"azul.test01.feed.binary.sourced\"}",
                "dispatcher_kafka_produced_message_error_total{topic=\"azul.test01.feed.binary.sourced\"} 1.0");
    }

    @Test
    void fetchingIsCountedByPluginGroupAndStage() {
        HUB.publish("model=binary&sync=true", Samples.binary("ad81", "lab", TIME));
        EventClient reader = new EventClient(HUB.url(), "Looks", "3");
        Map<String, List<String>> filters =
                Map.of("r-historic", List.of("true"), "r-source", List.of("lab"), "d-action", List.of("extracted"));
        assertThat(reader.events("binary", false, 1, 10, filters).events()).hasSize(1);
        await("the same event once more").atMost(LONG).until(() -> {
            HUB.publish("model=binary&sync=true", Samples.binary("ad81", "lab", TIME));
            return reader.events("binary", false, 1, 1, filters)
                            .info()
                            .at("/filters/FilterDuplicates-skipped")
                            .asInt()
                    > 0;
        });

        String group = "name=\"Looks\",topic=\"azul.test01.lab.binary.sourced\"";
        assertShown(
                "dispatcher_event_fetch_requests_total{entity=\"binary\",plugin=\"Looks\"}",
                "dispatcher_events_fetched_total{entity=\"binary\",plugin=\"Looks\"} 1.0",
                "dispatcher_events_filtered_total{entity=\"binary\",plugin=\"Looks\"}",
                "dispatcher_events_consume_duration_count{stage=\"read_from_kafka\"}",
                "dispatcher_events_consume_duration_count{stage=\"upgrade_event\"}",
                "dispatcher_events_consume_duration_bucket{stage=\"run_pipelines\",le=\"10.0\"}",
                "dispatcher_events_consume_duration_count{stage=\"metadata\"}",
                "dispatcher_events_consume_pipelines_duration_count{pipeline=\"FilterConsumerRules\"}",
                "dispatcher_events_consume_pipelines_removed{pipeline=\"FilterDuplicates\"}",
                "dispatcher_events_consume_not_ready{plugin=\"Looks\",version=\"3\"}",
                "dispatcher_dedupe_lookups_total",
                "dispatcher_dedupe_hits_total",
                "dispatcher_dedupe_collisions_total");
        assertThat(HUB.get("/metrics").text())
                .containsPattern("dispatcher_kafka_consumed_message_bytes_total\\{group=\"[^\"]+\"," + group + "} \\d")
                .containsPattern("dispatcher_kafka_rebalance_count\\{group=\"[^\"]+\",name=\"Looks\"} [1-9]");
    }

    @Test
    void tasksAreCountedFromTheirLeasesToTheirEnds() {
        EventClient plugin = new EventClient(HUB.url(), "Unzip", "1");
        HUB.publish(
                "model=binary&sync=true",
                "[" + Samples.binary("ae81", "feed", TIME) + "," + Samples.binary("af81", "feed", TIME) + "]");
        String task = plugin.events("binary", true, 1, 10, LIVE)
                .events()
                .get(0)
                .get("dequeued")
                .asText();
        HUB.publish("model=status&sync=true", status(task));
        plugin.events("binary", true, 1, 10, LIVE);

        await("the lost task")
                .atMost(LONG)
                .untilAsserted(() -> assertShown(
                        "dispatcher_events_redis_tracking_control{origin=\"started\"} 2.0",
                        "dispatcher_events_redis_tracking_control{origin=\"finished-1\"}",
                        "dispatcher_events_redis_tracking_control{origin=\"lost\"} 1.0",
                        "dispatcher_events_redis_tracking{origin=\"leases\"}"));
    }

    @Test
    void answersToTheAliasOfVersionOneAreCountedUnderItsPath() {
        byte[] body = "some data".getBytes(StandardCharsets.UTF_8);
        assertThat(HUB.send("POST", "/api/v1/data", body).status()).isEqualTo(200);

        assertShown("dispatcher_restapi_response_codes{code=\"200\",method=\"POST\",path=\"/api/v1/data\"} 1.0");
    }

    private static void assertShown(String... series) {
        assertThat(HUB.get("/metrics").text()).contains(series);
    }

    private static String status(String task) {
        return """
                {"model_version":6,"timestamp":"2025-01-02T03:04:05Z","author":{"name":"Unzip","version":"1","category":"plugin"},\
                "entity":{"status":"completed","runtime":1.5,"input":{"model_version":6,"kafka_key":"k","dequeued":"%s"}}}"""
                .formatted(task);
    }
}
