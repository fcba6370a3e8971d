package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.embedded.OtherBroker;
import dev.muster.events.Samples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What publishers and readers see of the cluster behind the hub: one that dies and comes back, and one that asks for a password. */
@Timeout(180)
class EventClusterTest {
    private static final String PUBLISH = "/api/v2/event?model=binary&sync=true";
    private static final String FETCH = "/api/v2/event/binary/passive?name=p&version=1&r-historic=true&deadline=20";
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Path folder;

    @AutoClose
    private final Fleet fleet;

    EventClusterTest(@TempDir Path folder) {
        this.folder = folder;
        this.fleet = new Fleet(folder)
                .with("muster.events.enabled", "true")
                .with("muster.events.sources", "sources: {lab: {}}");
    }

    @Test
    void aBrokerThatIsKilledComesBackAndUntilThenPublishersHearWhyAndWhenToComeAgain() {
        Program hub = hub();
        EventParts events = hub.configuration().events().orElseThrow();
        awaitPublished();
        long first = events.brokerPid();

        ProcessHandle.of(first).orElseThrow().destroyForcibly();

        await("end of the broker")
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> events.cluster().trouble().isPresent());
        Fleet.Answer refused = publish();
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.headers()).containsEntry("Retry-After", "1");
        assertThat(refused.json().at("/status").asText()).isEqualTo("503");
        assertThat(refused.json().at("/detail").asText())
                .contains("embedded kafka has ended")
                .contains("broker.log");
        Fleet.Answer nothing = fleet.send("hub", "GET", FETCH, "");
        assertThat(nothing.status()).isEqualTo(503);
        assertThat(nothing.headers()).containsEntry("Retry-After", "1");
        assertThat(nothing.json().at("/detail").asText()).contains("embedded kafka has ended");
        awaitPublished();
        assertThat(fleet.send("hub", "GET", FETCH, "").text()).contains("\"fetched\":1");
        assertThat(events.brokerPid()).isNotEqualTo(first).isPositive();
        assertThat(fleet.send("hub", "GET", "/health", "").json().at("/status").asText())
                .isEqualTo("up");
    }

    @Test
    void aClusterThatAsksForAPasswordIsReachedWithTheSettingsThatArePassedThrough() throws Exception {
        try (OtherBroker broker = OtherBroker.withPassword(Files.createDirectories(folder.resolve("broker")))) {
            hub(
                    "muster.kafka.brokers",
                    broker.address(),
                    "muster.kafka.client.security.protocol",
                    "SASL_PLAINTEXT",
                    "muster.kafka.client.sasl.mechanism",
                    "PLAIN",
                    "muster.kafka.client.sasl.jaas.config",
                    OtherBroker.LOGIN);

            awaitPublished();
        }
    }

    @Test
    void aClusterThatSpeaksTlsAndAsksForACertificateIsWrittenToAndReadFrom() throws Exception {
        Path keys = Files.createDirectories(folder.resolve("broker"));
        try (OtherBroker broker = OtherBroker.withCertificates(keys)) {
            List<String> settings = new ArrayList<>(
                    List.of("muster.kafka.brokers", broker.address(), "muster.kafka.client.security.protocol", "SSL"));
            OtherBroker.stores(keys)
                    .forEach((key, value) -> settings.addAll(List.of("muster.kafka.client." + key, value)));
            hub(settings.toArray(String[]::new));

            awaitPublished();
            Fleet.Answer fetched = fleet.send(
                    "hub", "GET", "/api/v2/event/binary/passive?name=tls&version=1&r-historic=1&deadline=20", "");
            assertThat(fetched.status()).as(fetched.text()).isEqualTo(200);
            assertThat(fetched.text()).contains("\"fetched\":1", "aa11");
        }
    }

    @Test
    void aClusterWhoseCertificateIsNotTrustedKeepsTheHubFromBeingReadyWithTheReason() throws Exception {
        try (OtherBroker broker = OtherBroker.withCertificates(Files.createDirectories(folder.resolve("broker")))) {
            hub("muster.kafka.brokers", broker.address(), "muster.kafka.client.security.protocol", "SSL");

            await().atMost(LONG).untilAsserted(() -> assertThat(
                            fleet.send("hub", "GET", "/health/ready", "").text())
                    .containsIgnoringCase("SSL handshake failed"));
        }
    }

    @Test
    void settingsThatKafkasClientsRefuseAreNamedWithTheirReason() {
        hub(
                "muster.kafka.brokers",
                "127.0.0.1:1",
                "muster.kafka.client.security.protocol",
                "SASL_PLAINTEXT",
                "muster.kafka.client.sasl.mechanism",
                "PLAIN");

        await().atMost(LONG).untilAsserted(() -> assertThat(
                        fleet.send("hub", "GET", "/health/ready", "").text())
                .contains("Could not find a 'KafkaClient' entry in the JAAS configuration"));
    }

    private Program hub(String... settings) {
        return fleet.hub("hub", settings);
    }

    private void awaitPublished() {
        await("published").atMost(LONG).untilAsserted(() -> {
            Fleet.Answer answer = publish();
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        });
    }

    private Fleet.Answer publish() {
        return fleet.send("hub", "POST", PUBLISH, Samples.example("lab"));
    }
}
