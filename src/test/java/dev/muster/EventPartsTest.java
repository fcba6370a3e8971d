package dev.muster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muster.events.EventAvro;
import dev.muster.events.EventJson;
import dev.muster.events.Model;
import dev.muster.events.Samples;
import dev.muster.model.MusterException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A hub with events and a broker of its own. */
@Timeout(180)
class EventPartsTest {
    @TempDir
    private Path folder;

    private Fleet fleet;

    @AfterEach
    void stop() {
        if (fleet != null) {
            fleet.close();
        }
    }

    @Test
    void aHubServesWhileItsBrokerStartsAndIsReadyWhenItsTopicsAreThere() throws Exception {
        fleet = new Fleet(folder);
        Program hub = fleet.hub("hub", "muster.events.enabled", "true", "muster.events.sources", "sources: {lab: {}}");
        EventParts events = hub.configuration().events().orElseThrow();

        assertThat(fleet.send("hub", "GET", "/health", "").status()).isEqualTo(200);
        events.cluster().ready().toCompletableFuture().get(60, TimeUnit.SECONDS);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> fleet.send("hub", "GET", "/health/ready", "").status() == 200);
        events.cluster()
                .send("azul.test01.lab.binary.sourced", "k", new byte[1])
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        assertThat(folder.resolve("hub/kafka/log")).exists();
    }

    @Test
    void topicsCanBeMadeWithoutAHubAndAreLookedAtWithOne() throws Exception {
        Map<String, String> values =
                Map.of("muster.data.directory", folder.resolve("hub").toString());
        try (KafkaSession alone = new KafkaSession(new EventSettings(settings(values)))) {
            assertThat(alone.ensure(true)).hasSize(16).allMatch(line -> line.startsWith("create azul.test01."));
            assertThat(alone.ensure(false)).hasSize(16);
        }
        fleet = new Fleet(folder);
        fleet.hub("hub", "muster.events.enabled", "true", "muster.events.topics", "- {topic: own}")
                .configuration()
                .events()
                .orElseThrow()
                .cluster()
                .ready()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);

        try (KafkaSession beside = new KafkaSession(new EventSettings(settings(values)))) {
            assertThat(beside.ensure(true)).isEmpty();
        }
    }

    @Test
    void aSourceThatIsAddedIsReadByReadersThatAreOpen() throws Exception {
        fleet = new Fleet(folder);
        Program hub = fleet.hub("hub", "muster.events.enabled", "true", "muster.events.sources", "sources: {lab: {}}");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> fleet.send("hub", "GET", "/health/ready", "").status() == 200);
        String fetch = "/api/v2/event/binary/passive?name=p&version=1&r-live=true&deadline=";
        assertThat(fleet.send("hub", "GET", fetch + 0, "").text()).contains("\"fetched\":0");

        Map<String, String> more = Map.of(
                "muster.data.directory",
                folder.resolve("hub").toString(),
                "muster.events.sources",
                "sources: {lab: {}, added: {}}");
        try (KafkaSession beside = new KafkaSession(new EventSettings(settings(more)))) {
            assertThat(beside.ensure(false))
                    .anyMatch(line -> line.startsWith("create azul.test01.added.binary.sourced"));
        }
        byte[] event = new EventAvro()
                .write(new EventJson()
                        .read(Model.BINARY, Samples.example("added").getBytes(UTF_8))
                        .get(0)
                        .event());
        hub.configuration()
                .events()
                .orElseThrow()
                .cluster()
                .send("azul.test01.added.binary.sourced", "k", event)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);

        assertThat(fleet.send("hub", "GET", fetch + 20, "").text()).contains("\"fetched\":1");
    }

    @Test
    void aHubWhoseClusterIsAwayServesAndSaysWhyItIsNotReady() {
        fleet = new Fleet(folder);
        Program hub = fleet.hub("hub", "muster.events.enabled", "true", "muster.kafka.brokers", "127.0.0.1:1");

        assertThat(fleet.send("hub", "GET", "/health", "").status()).isEqualTo(200);
        Fleet.Answer ready = fleet.send("hub", "GET", "/health/ready", "");
        assertThat(ready.status()).isEqualTo(503);
        assertThat(ready.text()).contains("\"events\"");
        assertThatThrownBy(() -> hub.configuration()
                        .events()
                        .orElseThrow()
                        .cluster()
                        .send("t", "k", new byte[1])
                        .toCompletableFuture()
                        .join())
                .hasMessageContaining("not open yet");
    }

    @Test
    void sourcesMayStandInAFileAndWhatIsWrongInThemStopsTheStart() throws Exception {
        Path file = Files.writeString(folder.resolve("sources.yaml"), "sources: {lab: {expire_events_after: soon}}");

        assertThatThrownBy(() -> new EventSettings(
                        settings(Map.of("muster.events.enabled", "true", "muster.events.sources", "file:" + file))))
                .isInstanceOf(MusterException.class)
                .hasMessageContaining("soon");
        assertThatThrownBy(() -> new EventSettings(settings(Map.of("muster.events.prefix", "a.b"))))
                .isInstanceOf(MusterException.class)
                .hasMessageContaining("muster.events.prefix");
    }

    @Test
    void keysForKafkasClientsArePassedOnFromFilesAndTheEnvironment() throws Exception {
        Path secret = Files.writeString(folder.resolve("jaas"), "secret module;\n");
        Settings settings = Settings.load(
                Map.of("muster.kafka.client.security.protocol", "SASL_SSL"),
                Map.of(
                        "MUSTER_KAFKA_CLIENT_SASL_MECHANISM",
                        "PLAIN",
                        "MUSTER_KAFKA_CLIENT_SASL_JAAS_CONFIG_FILE",
                        secret.toString()),
                folder.resolve("none"));

        assertThat(new EventSettings(settings).client())
                .isEqualTo(Map.of(
                        "security.protocol",
                        "SASL_SSL",
                        "sasl.mechanism",
                        "PLAIN",
                        "sasl.jaas.config",
                        "secret module;"));
    }

    private Settings settings(Map<String, String> values) {
        return Settings.load(values, Map.of(), folder.resolve("none"));
    }
}
