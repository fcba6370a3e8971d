package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.conformance.StreamClient.Answer;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blobs copied, deleted and listed, and paths that lead nowhere. */
interface StreamKeepCases extends StreamCases {
    @Test
    default void case30_defect14_aCopyIsThereAndACopyOfNothingIsRefused() {
        streams().post("/lab/content", A);

        assertThat(streams().send("PATCH", "/lab/copied/content/" + HASH).status())
                .isEqualTo(200);

        assertThat(streams().send("HEAD", "/copied/content/" + HASH).status()).isEqualTo(200);
        assertThat(streams()
                        .get("/copied/content/" + HASH + "/metadata")
                        .json()
                        .get("data")
                        .get("magic")
                        .asText())
                .isEqualTo("ASCII text");
        Answer absent = streams().send("PATCH", "/lab/copied/content/" + "a".repeat(64));
        assertThat(absent.status()).isEqualTo(404);
        assertThat(absent.json()).isEqualTo(StreamCases.error("404", "not found", "not found"));
    }

    @Test
    default void case31_onlyWhatIsOldEnoughIsDeleted() {
        streams().post("/old/content", A);
        String at = "/old/content/" + HASH;
        long now = Instant.now().getEpochSecond();

        assertThat(streams()
                        .send("DELETE", at + "?ifOlderThan=" + (now - 3600))
                        .json()
                        .get("deleted")
                        .asBoolean())
                .isFalse();
        assertThat(streams().send("HEAD", at).status()).isEqualTo(200);
        assertThat(streams().send("DELETE", at + "?ifOlderThan=yesterday").status())
                .isEqualTo(400);
        Answer gone = streams().send("DELETE", at + "?ifOlderThan=" + (now + 3600));
        assertThat(gone.status()).isEqualTo(200);
        assertThat(gone.json().get("deleted").asBoolean()).isTrue();
        assertThat(streams().send("HEAD", at).status()).isEqualTo(404);
        assertThat(streams().send("DELETE", at).status()).isEqualTo(404);
    }

    @Test
    default void blobsOfASourceAreListedPageByPage() {
        for (int i = 0; i < 5; i++) {
            streams().post("/listed/content", StreamCases.content(i, 100));
        }
        JsonNode first = streams().get("/listed?limit=3").json().get("data");
        assertThat(first.get("items")).hasSize(3);
        JsonNode second = streams()
                .get("/listed?limit=3&after=" + first.get("next").asText())
                .json()
                .get("data");
        assertThat(second.get("items")).hasSize(2);
        assertThat(second.has("next")).isFalse();
        assertThat(streams().get("/listed?limit=0").status()).isEqualTo(400);
        assertThat(streams().get("/listed?label=other").json().get("data").get("items"))
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
    default void aPathThatIsNoneIsRefusedBeforeTheStoreIsAsked(String path) {
        assertThat(streams().get(path).status()).isIn(400, 404);
        assertThat(streams().send("HEAD", path).bytes()).isEmpty();
        assertThat(streams().send("DELETE", path).status()).isIn(400, 404);
        assertThat(streams().get(path + "/metadata").status()).isIn(400, 404);
    }

    @Test
    default void anUnknownPathIsAnsweredAsTheOriginalDoes() {
        Answer unknown = streams().send("PUT", AT);

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text()).isEqualTo("404 page not found");
    }
}
