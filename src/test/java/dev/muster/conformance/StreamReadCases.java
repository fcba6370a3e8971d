package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.conformance.StreamClient.Answer;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blobs read whole, in ranges, in chunks, or not at all because the reader has them. */
interface StreamReadCases extends StreamCases {
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
    default void case29_aRangeIsGivenWithItsPlace(String range, String content, String place) {
        streams().post("/lab/content", A);

        Answer read = streams().get(AT, "range", range);

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
    default void case29_aRangeThatIsNoneIsRefused(String range) {
        streams().post("/lab/content", A);

        Answer read = streams().get(AT, "Range", range);

        assertThat(read.status()).isEqualTo(400);
        assertThat(read.json().get("title").asText()).isEqualTo("invalid range provided");
    }

    @Test
    default void case29_aRangeBehindTheEndIsToldTheSize() {
        streams().post("/lab/content", A);

        Answer read = streams().get(AT, "Range", "bytes=29-");

        assertThat(read.status()).isEqualTo(416);
        assertThat(read.header("Content-Range")).isEqualTo("bytes */29");
        assertThat(read.header("Content-Type")).isEqualTo("application/octet-stream");
    }

    @Test
    default void case36_aStreamOfThreeMebibytesIsReadInChunksAndAChildComesBackChunked() {
        byte[] parent = StreamCases.content(1, 3 << 20);
        String hash = streams()
                .post("/lab/content", parent)
                .json()
                .get("data")
                .get("sha256")
                .asText();
        assertThat(hash).isEqualTo(StreamClient.sha256(parent));
        byte[] read = new byte[parent.length];
        for (int at = 0; at < parent.length; at += 1 << 20) {
            Answer chunk = streams().get("/lab/content/" + hash, "range", "bytes=" + at + "-" + (at + (1 << 20) - 1));
            assertThat(chunk.status()).isEqualTo(206);
            System.arraycopy(chunk.bytes(), 0, read, at, chunk.bytes().length);
        }
        assertThat(read).isEqualTo(parent);
        byte[] child = Arrays.copyOfRange(parent, 1000, 500_000);

        Answer sent = streams().chunked("/lab/content", new ByteArrayInputStream(child));

        assertThat(sent.json().get("data").get("sha256").asText()).isEqualTo(StreamClient.sha256(child));
        assertThat(sent.json().get("data").get("size").asInt()).isEqualTo(child.length);
    }

    @Test
    default void aReaderThatHasTheContentIsToldSo() {
        streams().post("/lab/content", A);
        String tag = streams().get(AT).header("ETag");

        assertThat(tag).isEqualTo('"' + HASH + '"');
        assertThat(streams().get(AT, "If-None-Match", tag).status()).isEqualTo(304);
        assertThat(streams().get(AT, "If-None-Match", "\"other\"").status()).isEqualTo(200);
        assertThat(streams().get("/none/content/" + HASH, "If-None-Match", tag).status())
                .isEqualTo(404);
    }
}
