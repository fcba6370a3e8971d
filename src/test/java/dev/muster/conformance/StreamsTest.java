package dev.muster.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.Fleet;
import dev.muster.conformance.StreamClient.Answer;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases of specs/event-dispatcher.md section 10.2 that concern streams, against the S3 server that the hub starts. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamsTest {
    private static final byte[] A = "This is some test text data.\n".getBytes(US_ASCII);
    private static final String HASH = "4d07389cc8be738474d240946a8094be4c89db028958a8e5b28290e4502ec8e2";
    private static final String AT = "/lab/content/" + HASH;

    private Path folder;
    private Fleet fleet;
    private StreamClient streams;

    /** Settings of the store; the one that the hub starts when there are none. */
    List<String> store(Path folder) {
        return List.of();
    }

    /** Nothing lies where large uploads lie until their hash is known. */
    void awaitNothingTemporary(Path folder) {
        assertThat(folder.resolve("hub/s3")).isDirectoryNotContaining("glob:**.uploads/hub/*");
    }

    @BeforeAll
    void start(@TempDir Path given) {
        folder = given;
        fleet = new Fleet(folder);
        List<String> settings = new ArrayList<>(store(folder));
        settings.addAll(List.of("muster.streams.enabled", "true", "muster.streams.allow-delete", "true"));
        fleet.hub("hub", settings.toArray(String[]::new));
        Awaitility.await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            Fleet.Answer ready = fleet.send("hub", "GET", "/health/ready", "");
            assertThat(ready.status()).as(ready.text()).isEqualTo(200);
        });
        streams = new StreamClient(fleet.url("hub"));
    }

    @AfterAll
    void stop() {
        fleet.close();
    }

    @Test
    void case27_anUploadSaysWhatItIsAndCanBeReadBack() {
        Answer uploaded = streams.post("/lab/content", A);

        assertThat(uploaded.status()).as(uploaded.text()).isEqualTo(200);
        assertThat(uploaded.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
        JsonNode data = uploaded.json().get("data");
        assertThat(data.get("identify_version").asInt()).isEqualTo(2);
        assertThat(data.get("label").asText()).isEqualTo("content");
        assertThat(data.get("size").asInt()).isEqualTo(29);
        assertThat(data.get("sha256").asText()).isEqualTo(HASH);
        assertThat(data.get("sha1").asText()).isEqualTo("1d519120064f2d643b91caa1965d3d68089591bd");
        assertThat(data.get("md5").asText()).isEqualTo("a78166396aafd6c2f25bfa6f5eb25169");
        assertThat(data.get("sha512").asText()).hasSize(128);
        assertThat(data.has("ssdeep")).isFalse();
        assertThat(data.has("tlsh")).isFalse();
        assertThat(data.get("mime").asText()).isEqualTo("text/plain");
        assertThat(data.get("magic").asText()).isEqualTo("ASCII text");
        assertThat(data.get("file_format").asText()).isEqualTo("text/plain");
        assertThat(data.get("file_extension").asText()).isEqualTo("txt");
        Answer read = streams.get(AT);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.bytes()).isEqualTo(A);
        assertThat(read.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(read.header("Content-Length")).isEqualTo("29");
        assertThat(read.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(read.header("Content-Range")).isEmpty();
        assertThat(streams.send("HEAD", AT).status()).isEqualTo(200);
        assertThat(streams.send("HEAD", AT).header("Content-Length")).isEqualTo("29");
        assertThat(streams.send("HEAD", "/feed/content/" + HASH).status()).isEqualTo(404);
        assertThat(streams.send("HEAD", "/feed/content/" + HASH).bytes()).isEmpty();
    }

    @Test
    void case27_theVectorsOfLargerContentHold() {
        JsonNode b = streams.post(
                        "/lab/content",
                        "This is some test text data.\n".repeat(795).getBytes(US_ASCII))
                .json()
                .get("data");

        assertThat(b.get("size").asInt()).isEqualTo(23_055);
        assertThat(b.get("md5").asText()).isEqualTo("e52704d45ea4f8d3f5a57625f3504f75");
        assertThat(b.get("sha1").asText()).isEqualTo("93887f57f13e4e080ac86d497d253a84dc98334b");
        assertThat(b.get("sha256").asText())
                .isEqualTo("25ed3194250f3fc23145ca1d51e58b50004968d31223a89a7736b09377f7be47");
        assertThat(b.get("ssdeep").asText())
                .isEqualTo("12:hs66666666666666666666666666666666666666666666666666666666666662:o");
        assertThat(b.get("tlsh").asText())
                .isEqualTo("T167a2000c22e38238e0ec80c02ac030e8ef08e2cc0a2b8200b0c80c00280b82a20a0c08");
        assertThat(b.get("magic").asText()).isEqualTo("ASCII text");
        JsonNode small = streams.post(
                        "/lab/content", "abjklsdjfklasdfklasdlkflksadfjklslkdjfwenuircvuecnn".getBytes(US_ASCII))
                .json()
                .get("data");
        assertThat(small.get("tlsh").asText())
                .isEqualTo("T10090024941001050a42d4313414ddccee457ad15864067e147d96697ca00492739192d");
        assertThat(small.get("magic").asText()).isEqualTo("ASCII text, with no line terminators");
    }

    @Test
    void case28_anUploadThatIsNotWhatWasAnnouncedStoresNothing() {
        assertThat(streams.post("/lab/content", new byte[0]).json())
                .isEqualTo(error("400", "no content in request body", "the body has no bytes"));
        Answer wrong = streams.post("/odd/content?expected-sha256=" + "0".repeat(64), A);
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().get("title").asText()).isEqualTo("sha256 mismatch");
        assertThat(streams.send("HEAD", "/odd/content/" + HASH).status()).isEqualTo(404);
        assertThat(streams.get("/odd").json().get("data").get("items")).isEmpty();
        assertThat(streams.post("/lab/content?skip-identify=true", A)
                        .json()
                        .get("title")
                        .asText())
                .isEqualTo("must supply sha256 when skipping identify");
        assertThat(streams.post("/lab/content?skip-identify=maybe", A)
                        .json()
                        .get("title")
                        .asText())
                .isEqualTo("bad param skip identify");
        JsonNode skipped = streams.post("/lab/content?skip-identify=true&expected-sha256=" + HASH, A)
                .json()
                .get("data");
        assertThat(skipped.get("label").asText()).isEqualTo("content");
        assertThat(skipped.get("sha256").asText()).isEqualTo(HASH);
        assertThat(skipped.get("size").asInt()).isEqualTo(29);
        assertThat(skipped.get("sha1").asText()).isEmpty();
        assertThat(skipped.get("mime").asText()).isEmpty();
        assertThat(skipped.has("identify_version")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-3, This, bytes 0-3/29",
        "bytes=-3, 'a.\n', bytes 26-28/29",
        "bytes=5-, 'is some test text data.\n', bytes 5-28/29",
        "bytes=20-5000, 'xt data.\n', bytes 20-28/29",
        "bytes=-5000, 'This is some test text data.\n', bytes 0-28/29",
        "bytes=-0, 'This is some test text data.\n', bytes 0-28/29",
        "bytes=0-, 'This is some test text data.\n', bytes 0-28/29",
    })
    void case29_aRangeIsGivenWithItsPlace(String range, String content, String place) {
        streams.post("/lab/content", A);

        Answer read = streams.get(AT, "range", range);

        assertThat(read.status()).isEqualTo(206);
        assertThat(read.text()).isEqualTo(content);
        assertThat(read.header("Content-Range")).isEqualTo(place);
        assertThat(read.header("Content-Length")).isEqualTo(String.valueOf(content.length()));
        assertThat(read.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(read.header("Accept-Ranges")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=9-2",
                "franks=1-2",
                "bytes=1-2,4-5",
                "bytes=",
                "bytes=-",
                "bytes=a-b",
                "bytes=-1-2",
                "bytes",
                "bytes=1",
                "bytes=99999999999999999999-",
                "bytes= 1-2",
                "bytes=1-2;"
            })
    void case29_aRangeThatIsNoneIsRefused(String range) {
        streams.post("/lab/content", A);

        Answer read = streams.get(AT, "Range", range);

        assertThat(read.status()).isEqualTo(400);
        assertThat(read.json().get("title").asText()).isEqualTo("invalid range provided");
    }

    @Test
    void case29_aRangeBehindTheEndIsToldTheSize() {
        streams.post("/lab/content", A);

        Answer read = streams.get(AT, "Range", "bytes=29-");

        assertThat(read.status()).isEqualTo(416);
        assertThat(read.header("Content-Range")).isEqualTo("bytes */29");
        assertThat(read.header("Content-Type")).isEqualTo("application/octet-stream");
    }

    @Test
    void case30_aCopyIsThereAndACopyOfNothingIsRefused() {
        streams.post("/lab/content", A);

        assertThat(streams.send("PATCH", "/lab/copied/content/" + HASH).status())
                .isEqualTo(200);

        assertThat(streams.send("HEAD", "/copied/content/" + HASH).status()).isEqualTo(200);
        assertThat(streams.get("/copied/content/" + HASH + "/metadata")
                        .json()
                        .get("data")
                        .get("magic")
                        .asText())
                .isEqualTo("ASCII text");
        Answer absent = streams.send("PATCH", "/lab/copied/content/" + "a".repeat(64));
        assertThat(absent.status()).isEqualTo(404);
        assertThat(absent.json()).isEqualTo(error("404", "not found", "not found"));
    }

    @Test
    void case31_onlyWhatIsOldEnoughIsDeleted() {
        streams.post("/old/content", A);
        String at = "/old/content/" + HASH;
        long now = Instant.now().getEpochSecond();

        assertThat(streams.send("DELETE", at + "?ifOlderThan=" + (now - 3600))
                        .json()
                        .get("deleted")
                        .asBoolean())
                .isFalse();
        assertThat(streams.send("HEAD", at).status()).isEqualTo(200);
        assertThat(streams.send("DELETE", at + "?ifOlderThan=yesterday").status())
                .isEqualTo(400);
        Answer gone = streams.send("DELETE", at + "?ifOlderThan=" + (now + 3600));
        assertThat(gone.status()).isEqualTo(200);
        assertThat(gone.json().get("deleted").asBoolean()).isTrue();
        assertThat(streams.send("HEAD", at).status()).isEqualTo(404);
        assertThat(streams.send("DELETE", at).status()).isEqualTo(404);
    }

    @Test
    void case36_aStreamOfThreeMebibytesIsReadInChunksAndAChildComesBackChunked() {
        byte[] parent = content(1, 3 << 20);
        String hash = streams.post("/lab/content", parent)
                .json()
                .get("data")
                .get("sha256")
                .asText();
        assertThat(hash).isEqualTo(StreamClient.sha256(parent));
        byte[] read = new byte[parent.length];
        for (int at = 0; at < parent.length; at += 1 << 20) {
            Answer chunk = streams.get("/lab/content/" + hash, "range", "bytes=" + at + "-" + (at + (1 << 20) - 1));
            assertThat(chunk.status()).isEqualTo(206);
            System.arraycopy(chunk.bytes(), 0, read, at, chunk.bytes().length);
        }
        assertThat(read).isEqualTo(parent);
        byte[] child = Arrays.copyOfRange(parent, 1000, 500_000);

        Answer sent = streams.chunked("/lab/content", new ByteArrayInputStream(child));

        assertThat(sent.json().get("data").get("sha256").asText()).isEqualTo(StreamClient.sha256(child));
        assertThat(sent.json().get("data").get("size").asInt()).isEqualTo(child.length);
    }

    @Test
    void aLargeUploadGoesThroughATemporaryPlaceOfWhichNothingStays() {
        byte[] large = content(2, 23_000_000);
        Answer sent = streams.chunked("/large/content", new ByteArrayInputStream(large));

        assertThat(sent.status()).as(sent.text()).isEqualTo(200);
        String at = "/large/content/" + StreamClient.sha256(large);
        assertThat(streams.get(at).bytes()).isEqualTo(large);
        assertThat(streams.get(at + "/metadata").json()).isEqualTo(sent.json());
        awaitNothingTemporary(folder);
        String named = "/named/content?expected-sha256=" + StreamClient.sha256(large);
        assertThat(streams.post(named, large).status()).isEqualTo(200);
        assertThat(streams.get(at.replace("large", "named") + "/metadata").json())
                .isEqualTo(sent.json());
    }

    @Test
    void aReaderThatHasTheContentIsToldSo() {
        streams.post("/lab/content", A);
        String tag = streams.get(AT).header("ETag");

        assertThat(tag).isEqualTo('"' + HASH + '"');
        assertThat(streams.get(AT, "If-None-Match", tag).status()).isEqualTo(304);
        assertThat(streams.get(AT, "If-None-Match", "\"other\"").status()).isEqualTo(200);
        assertThat(streams.get("/none/content/" + HASH, "If-None-Match", tag).status())
                .isEqualTo(404);
    }

    @Test
    void blobsOfASourceAreListedPageByPage() {
        for (int i = 0; i < 5; i++) {
            streams.post("/listed/content", content(i, 100));
        }
        JsonNode first = streams.get("/listed?limit=3").json().get("data");
        assertThat(first.get("items")).hasSize(3);
        JsonNode second = streams.get(
                        "/listed?limit=3&after=" + first.get("next").asText())
                .json()
                .get("data");
        assertThat(second.get("items")).hasSize(2);
        assertThat(second.has("next")).isFalse();
        assertThat(streams.get("/listed?limit=0").status()).isEqualTo(400);
        assertThat(streams.get("/listed?label=other").json().get("data").get("items"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/lab/content/abc",
                "/lab/content/%252e%252e",
                "/lab/content/..%2f..%2fetc%2fpasswd",
                "/%2e%2e%2f%2e%2e/content/4d07389cc8be738474d240946a8094be4c89db028958a8e5b28290e4502ec8e2",
                "/lab/..%2f/4d07389cc8be738474d240946a8094be4c89db028958a8e5b28290e4502ec8e2",
                "/lab/content/4d07389cc8be738474d240946a8094be4c89db028958a8e5b28290e4502ec8e",
                "/lab/con%00tent/4d07389cc8be738474d240946a8094be4c89db028958a8e5b28290e4502ec8e2",
                "/lab/content/zd07389cc8be738474d240946a8094be4c89db028958a8e5b28290e4502ec8e2"
            })
    void aPathThatIsNoneIsRefusedBeforeTheStoreIsAsked(String path) {
        assertThat(streams.get(path).status()).isIn(400, 404);
        assertThat(streams.send("HEAD", path).bytes()).isEmpty();
        assertThat(streams.send("DELETE", path).status()).isIn(400, 404);
        assertThat(streams.get(path + "/metadata").status()).isIn(400, 404);
    }

    @Test
    void anUnknownPathIsAnsweredAsTheOriginalDoes() {
        Answer unknown = streams.send("PUT", AT);

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text()).isEqualTo("404 page not found");
    }

    static byte[] content(long seed, int size) {
        byte[] content = new byte[size];
        new Random(seed).nextBytes(content);
        return content;
    }

    private static JsonNode error(String status, String title, String detail) {
        com.fasterxml.jackson.databind.node.ObjectNode error =
                new com.fasterxml.jackson.databind.ObjectMapper().createObjectNode();
        return error.put("status", status)
                .put("title", title)
                .put("detail", detail)
                .put("error_enum", "ErrorStringEnumUnset");
    }
}
