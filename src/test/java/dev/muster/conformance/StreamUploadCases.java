package dev.muster.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.conformance.StreamClient.Answer;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is said of uploads, and what stays of those that end badly. */
interface StreamUploadCases extends StreamCases {
    @Test
    default void case27_anUploadSaysWhatItIsAndCanBeReadBack() {
        Answer uploaded = streams().post("/lab/content", A);

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
        Answer read = streams().get(AT);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.bytes()).isEqualTo(A);
        assertThat(read.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(read.header("Content-Length")).isEqualTo("29");
        assertThat(read.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(read.header("Content-Range")).isEmpty();
        assertThat(streams().send("HEAD", AT).status()).isEqualTo(200);
        assertThat(streams().send("HEAD", AT).header("Content-Length")).isEqualTo("29");
        assertThat(streams().send("HEAD", "/feed/content/" + HASH).status()).isEqualTo(404);
        assertThat(streams().send("HEAD", "/feed/content/" + HASH).bytes()).isEmpty();
    }

    @Test
    default void case27_theVectorsOfLargerContentHold() {
        JsonNode b = streams()
                .post(
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
        JsonNode small = streams()
                .post("/lab/content", "abjklsdjfklasdfklasdlkflksadfjklslkdjfwenuircvuecnn".getBytes(US_ASCII))
                .json()
                .get("data");
        assertThat(small.get("tlsh").asText())
                .isEqualTo("T10090024941001050a42d4313414ddccee457ad15864067e147d96697ca00492739192d");
        assertThat(small.get("magic").asText()).isEqualTo("ASCII text, with no line terminators");
    }

    @Test
    default void case28_anUploadThatIsNotWhatWasAnnouncedStoresNothing() {
        assertThat(streams().post("/lab/content", new byte[0]).json())
                .isEqualTo(StreamCases.error("400", "no content in request body", "the body has no bytes"));
        Answer wrong = streams().post("/odd/content?expected-sha256=" + "0".repeat(64), A);
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().get("title").asText()).isEqualTo("sha256 mismatch");
        assertThat(streams().send("HEAD", "/odd/content/" + HASH).status()).isEqualTo(404);
        assertThat(streams().get("/odd").json().get("data").get("items")).isEmpty();
        assertThat(streams()
                        .post("/lab/content?skip-identify=true", A)
                        .json()
                        .get("title")
                        .asText())
                .isEqualTo("must supply sha256 when skipping identify");
        assertThat(streams()
                        .post("/lab/content?skip-identify=maybe", A)
                        .json()
                        .get("title")
                        .asText())
                .isEqualTo("bad param skip identify");
        JsonNode skipped = streams()
                .post("/lab/content?skip-identify=true&expected-sha256=" + HASH, A)
                .json()
                .get("data");
        assertThat(skipped.get("label").asText()).isEqualTo("content");
        assertThat(skipped.get("sha256").asText()).isEqualTo(HASH);
        assertThat(skipped.get("size").asInt()).isEqualTo(29);
        assertThat(skipped.get("sha1").asText()).isEmpty();
        assertThat(skipped.get("mime").asText()).isEmpty();
        assertThat(skipped.has("identify_version")).isFalse();
    }

    @Test
    default void aLargeUploadGoesThroughATemporaryPlaceOfWhichNothingStays() {
        byte[] large = StreamCases.content(2, 23_000_000);
        Answer sent = streams().chunked("/large/content", new ByteArrayInputStream(large));

        assertThat(sent.status()).as(sent.text()).isEqualTo(200);
        String at = "/large/content/" + StreamClient.sha256(large);
        assertThat(streams().get(at).bytes()).isEqualTo(large);
        assertThat(streams().get(at + "/metadata").json()).isEqualTo(sent.json());
        awaitNothingTemporary();
        String named = "/named/content?expected-sha256=" + StreamClient.sha256(large);
        assertThat(streams().post(named, large).status()).isEqualTo(200);
        assertThat(streams().get(at.replace("large", "named") + "/metadata").json())
                .isEqualTo(sent.json());
    }

    @Test
    default void defect5_contentThatNoTableKnowsIsTakenLikeAnyOther() {
        byte[] book = "PK\3\4\24\0\0\0\0\0\0\0\41\0oa\253,\24\0\0\0\24\0\0\0\10\0\0\0mimetypeapplication/epub+zip"
                .getBytes(ISO_8859_1);
        byte[] log = ("ElfFile\0" + "\0".repeat(112) + "\0\2\3\0" + "\0".repeat(4000)).getBytes(ISO_8859_1);
        for (byte[] odd : List.of(book, log, "\0".repeat(5000).getBytes(ISO_8859_1))) {
            Answer taken = streams().post("/odd/content", odd);

            assertThat(taken.status()).as(taken.text()).isEqualTo(200);
            assertThat(taken.json().at("/data/file_format").asText()).isNotEmpty();
        }
        assertThat(streams().post("/lab/content", A).status()).isEqualTo(200);
    }

    @Test
    default void defect6_aClientThatSkipsIdentificationGetsALabelThatItKnows() {
        for (String label : List.of("content", "text")) {
            Answer sent = streams().post("/lab/" + label + "?skip-identify=true&expected-sha256=" + HASH, A);

            assertThat(sent.json().at("/data/label").asText()).isEqualTo("content");
        }
    }

    @Test
    default void largeUploadsThatEndTogetherDoNotDisturbOneAnother() {
        byte[] large = StreamCases.content(1, 5_300_000);
        List<CompletableFuture<Integer>> sent = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int size = large.length - i;
            sent.add(CompletableFuture.supplyAsync(() -> streams()
                    .chunked("/many/content", new ByteArrayInputStream(large, 0, size))
                    .status()));
        }
        assertThat(sent).allSatisfy(each -> assertThat(each.join()).isEqualTo(200));
    }
}
