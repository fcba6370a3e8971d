package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.model.MusterException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final Path NO_FILE = Path.of("no-such-file.properties");

    @ParameterizedTest
    @CsvSource({
        "65536, 65536",
        "10B, 10",
        "2K, 2000",
        "64KiB, 65536",
        "10MiB, 10485760",
        "1.5Gi, 1610612736",
        "0.5Ki, 512",
        "1.5G, 1500000000",
        "2TiB, 2199023255552",
        "1.0001Ki, 1024"
    })
    void aSizeIsCountedInBytes(String text, long bytes) {
        assertThat(with("muster.http.max-body", text).size("muster.http.max-body"))
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ten", "1,5Gi", "-1", ".5Gi", "1.5.2K", "9999999999Ti", "10 MiB"})
    void aSizeThatIsNoneIsRefusedWithItsKeyAndAdvice(String text) {
        Settings settings = with("muster.http.max-body", text);
        assertThatThrownBy(() -> settings.size("muster.http.max-body"))
                .isInstanceOf(MusterException.class)
                .hasMessageContaining("setting 'muster.http.max-body' is '" + text + "' (from command line); ")
                .hasMessageContaining("1.5Gi");
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "10s, PT10S", "5m, PT5M", "1h, PT1H", "30d, PT720H"})
    void aTimeHasAUnit(String text, Duration time) {
        assertThat(with("muster.audit.retention", text).duration("muster.audit.retention"))
                .isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "1w", "-5s", "99999999999999999999s"})
    void aTimeThatIsNoneIsRefused(String text) {
        Settings settings = with("muster.audit.retention", text);
        assertThatThrownBy(() -> settings.duration("muster.audit.retention"))
                .hasMessageContaining("write a time such as 500ms");
    }

    @Test
    void aTimeLimitOfNoTimeAndATimeNobodyLivesToSeeAreRefused() {
        Settings none = with("muster.s3.timeout", "0ms");
        assertThatThrownBy(() -> none.span("muster.s3.timeout"))
                .hasMessageContaining("setting 'muster.s3.timeout' is '0ms'")
                .hasMessageContaining("no time at all makes no sense here");
        Settings ages = with("muster.s3.timeout", "999999999999999d");
        assertThatThrownBy(() -> ages.span("muster.s3.timeout")).hasMessageContaining("more than a century");
    }

    @Test
    void theCommandLineWinsOverTheEnvironmentOverTheFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("own.properties"), "muster.role=leaf\nmuster.node.id=file\nmuster.http.port=1\n");
        Settings settings = Settings.load(
                Map.of("muster.http.port", "3"), Map.of("MUSTER_NODE_ID", "variable", "MUSTER_HTTP_PORT", "2"), file);

        assertThat(settings.all())
                .containsEntry("muster.role", "leaf")
                .containsEntry("muster.node.id", "variable")
                .containsEntry("muster.http.port", "3");
        assertThat(settings.source("muster.role")).isEqualTo(file.toString());
        assertThat(settings.source("muster.node.id")).isEqualTo("environment");
        assertThat(settings.source("muster.http.port")).isEqualTo("command line");
    }

    @Test
    void aSecretMayStandInAFile(@TempDir Path folder) throws Exception {
        Path secret = Files.writeString(folder.resolve("token"), "s3cret\n");
        Settings settings = Settings.load(Map.of(), Map.of("MUSTER_NODE_TOKEN_FILE", secret.toString()), NO_FILE);
        assertThat(settings.text("muster.node.token")).isEqualTo("s3cret");
    }

    @Test
    void anUnknownNameIsRefusedWithTheNearestOne() {
        assertThatThrownBy(() -> with("muster.htp.port", "1"))
                .hasMessageContaining("setting 'muster.htp.port' in command line is not known")
                .hasMessageContaining("did you mean muster.http.port");
        assertThatThrownBy(() -> Settings.load(Map.of(), Map.of("MUSTER_HTTP_PROT", "1"), NO_FILE))
                .hasMessageContaining("environment variable 'MUSTER_HTTP_PROT' names no setting; did you mean")
                .hasMessageContaining("MUSTER_HTTP_PORT");
    }

    @Test
    void aSettingMayNameAnother() {
        assertThat(with("muster.data.directory", "elsewhere").text("muster.files.readable"))
                .isEqualTo("elsewhere/files");
    }

    @Test
    void namesOfTheOriginalDispatcherAreTakenInTheirOrderBelowOurOwn() {
        Map<String, String> environment = new java.util.TreeMap<>(Map.of(
                "DISPATCHER_KAFKA_ENDPOINT", "legacy:1",
                "DP.EVENTS.KAFKA.ENDPOINT", "dots:1",
                "dp__events__kafka__endpoint", "scores:1",
                "DISPATCHER_GLOBAL_PARTITION_COUNT", "3",
                "DP__EVENTS__KAFKA__MESSAGE_MAX_BYTES", "1.5Mi",
                "DP__EVENTS__IGNORE_TOPIC_MISMATCH", "False"));

        Settings settings = Settings.load(Map.of(), environment, NO_FILE);

        assertThat(settings.text("muster.kafka.brokers")).isEqualTo("scores:1");
        assertThat(settings.integer("muster.events.partitions", 1, 10)).isEqualTo(3);
        assertThat(settings.size("muster.events.message-max")).isEqualTo(1_572_864);
        assertThat(settings.flag("muster.events.ignore-topic-mismatch")).isFalse();
        assertThat(settings.source("muster.kafka.brokers")).contains("dp__events__kafka__endpoint");
        assertThat(settings.warnings()).isEmpty();
        environment.put("MUSTER_KAFKA_BROKERS", "own:1");
        assertThat(Settings.load(Map.of(), environment, NO_FILE).text("muster.kafka.brokers"))
                .isEqualTo("own:1");
    }

    @Test
    void theFileThatRepeatsTheDefaultsHidesNoNameOfTheOriginal(@TempDir Path folder) throws Exception {
        Map<String, String> environment = Map.of("DP__LISTEN_ADDR", ":8111", "DP__EVENTS__KAFKA__TOPIC_PREFIX", "qa");

        Settings shipped = Settings.load(Map.of(), environment, Path.of("application.properties"));
        Settings written = Settings.load(
                Map.of(),
                environment,
                Files.writeString(folder.resolve("own.properties"), "muster.events.prefix=mine\n"));

        assertThat(shipped.text("muster.events.prefix")).isEqualTo("qa");
        assertThat(shipped.text("muster.http.host")).isEqualTo("0.0.0.0");
        assertThat(shipped.integer("muster.http.port", 0, 65_535)).isEqualTo(8111);
        assertThat(written.text("muster.events.prefix")).isEqualTo("mine");
    }

    @Test
    void namesOfTheOriginalThatMeanNothingHereAreSaid() {
        Settings settings = Settings.load(
                Map.of(), Map.of("DP__EVENTS__REDIS__ENDPOINT", "redis:6379", "DP__NO__SUCH", "1"), NO_FILE);

        assertThat(settings.warnings())
                .containsExactly(
                        "environment variable 'DP__EVENTS__REDIS__ENDPOINT' does not apply: Redis is not used, the database"
                                + " holds what it held",
                        "environment variable 'DP__NO__SUCH' is not known; it changes nothing");
    }

    private static Settings with(String key, String value) {
        return Settings.load(Map.of(key, value), Map.of(), NO_FILE);
    }
}
