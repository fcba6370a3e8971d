package dev.muster.conformance;

import static dev.muster.conformance.StreamCases.A;
import static dev.muster.conformance.StreamCases.AT;
import static dev.muster.conformance.StreamCases.HASH;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.Fleet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What settings change for streams: the form in the store, the cache of downloads, the path of older clients. */
@Timeout(120)
class StreamSettingsTest {
    private static final String[] PLAIN = {};
    private static final String[] MASKED = {"muster.streams.xor", "true"};
    private static final String[] ENCRYPTED = {
        "muster.streams.aes", "enabled", "muster.streams.aes-key", "0123456789abcdefghijklmn"
    };
    private static final String[] READ_ONLY = {
        "muster.streams.aes", "readonly", "muster.streams.aes-key", "0123456789abcdefghijklmn"
    };

    @TempDir
    private Path folder;

    private Fleet fleet;

    @BeforeEach
    void begin() {
        fleet = new Fleet(folder);
    }

    @AfterEach
    void end() {
        fleet.close();
    }

    @Test
    void blobsOfEveryOlderFormAreReadAfterTheSettingWasSwitched() {
        String[][] forms = {MASKED, ENCRYPTED, PLAIN};
        for (int i = 0; i < forms.length; i++) {
            assertThat(hub(forms[i]).post("/form" + i + "/content", A).status()).isEqualTo(200);
            fleet.stop("hub");
        }

        StreamClient streams = hub(READ_ONLY);

        for (int i = 0; i < forms.length; i++) {
            String at = "/form" + i + "/content/" + HASH;
            assertThat(streams.get(at).bytes()).as(at).isEqualTo(A);
            assertThat(streams.get(at, "Range", "bytes=5-6").text()).isEqualTo("is");
            assertThat(streams.get(at, "Range", "bytes=-3").text()).isEqualTo("a.\n");
            assertThat(streams.get(at, "Range", "bytes=29-").header("Content-Range"))
                    .isEqualTo("bytes */29");
            assertThat(streams.send("HEAD", at).header("Content-Length")).isEqualTo("29");
            assertThat(streams.send("PATCH", "/form" + i + "/copy" + i + "/content/" + HASH)
                            .status())
                    .isEqualTo(200);
            assertThat(streams.get("/copy" + i + "/content/" + HASH).bytes()).isEqualTo(A);
            assertThat(streams.send("DELETE", at).status()).isEqualTo(200);
            assertThat(streams.get(at).status()).isEqualTo(404);
        }
    }

    @Test
    void defect9_theCacheGivesASourceNothingThatItDoesNotHave() {
        StreamClient streams = hub("muster.streams.cache", "64KiB");
        streams.post("/lab/content", A);

        for (int i = 0; i < 3; i++) {
            assertThat(streams.get(AT).bytes()).isEqualTo(A);
        }

        assertThat(figure("dispatcher_data_cache_lookups_total")).isEqualTo(3);
        assertThat(figure("dispatcher_data_cache_hits_total")).isEqualTo(2);
        assertThat(streams.get(AT, "Range", "bytes=20-5000").text()).isEqualTo("xt data.\n");
        assertThat(streams.get(AT, "Range", "bytes=-0").status()).isEqualTo(206);
        assertThat(streams.get(AT, "Range", "bytes=29-").status()).isEqualTo(416);
        assertThat(streams.get("/other/content/" + HASH).status()).isEqualTo(404);
        assertThat(streams.get("/lab/other/" + HASH).status()).isEqualTo(404);
        assertThat(streams.send("HEAD", "/other/content/" + HASH).status()).isEqualTo(404);
        byte[] large = StreamCases.content(3, 5_000);
        streams.post("/lab/content", large);
        String at = "/lab/content/" + StreamClient.sha256(large);
        long hits = figure("dispatcher_data_cache_hits_total");
        assertThat(streams.get(at).bytes()).isEqualTo(large);
        assertThat(streams.get(at).bytes()).isEqualTo(large);
        assertThat(figure("dispatcher_data_cache_hits_total")).isEqualTo(hits);
        assertThat(streams.send("DELETE", AT).status()).isEqualTo(200);
        assertThat(streams.get(AT).status()).isEqualTo(404);
    }

    @Test
    void uploadsAtTheOldPathAreTakenAndCounted() {
        StreamClient streams = hub("muster.streams.v1", "true");

        Fleet.Answer sent = fleet.send("hub", "POST", "/api/v1/data", new String(A, US_ASCII));

        assertThat(sent.status()).as(sent.text()).isEqualTo(200);
        assertThat(sent.json().at("/data/sha256").asText()).isEqualTo(HASH);
        assertThat(streams.get("/default/content/" + HASH).bytes()).isEqualTo(A);
        assertThat(figure("dispatcher_restapi_response_codes{code=\"200\",method=\"POST\",path=\"/api/v1/data\"}"))
                .isEqualTo(1);
    }

    private StreamClient hub(String... settings) {
        fleet.with("muster.streams.enabled", "true").with("muster.streams.allow-delete", "true");
        fleet.hub("hub", settings);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            Fleet.Answer ready = fleet.send("hub", "GET", "/health/ready", "");
            assertThat(ready.status()).as(ready.text()).isEqualTo(200);
        });
        return new StreamClient(fleet.url("hub"));
    }

    private long figure(String name) {
        Matcher line = Pattern.compile("(?m)^" + Pattern.quote(name) + " ([0-9.E]+)$")
                .matcher(fleet.send("hub", "GET", "/metrics", "").text());
        assertThat(line.find()).as(name).isTrue();
        return (long) Double.parseDouble(line.group(1));
    }
}
