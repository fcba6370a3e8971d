package dev.muster.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {
    private final Masking masking = new Masking();

    @Test
    void case63HidesSecretsAtAnyDepth() {
        Map<String, Object> body = Map.of(
                "user",
                "ada",
                "Password",
                "s3cr3t",
                "nested",
                List.of(Map.of("apiToken", "s3cr3t", "ok", 7), List.of(Map.of("x-authorization", List.of("s3cr3t")))),
                "private_key",
                Map.of("deep", "s3cr3t"));

        Map<String, Object> masked = masking.mask(body, Set.of());

        assertThat(masked.toString()).doesNotContain("s3cr3t").contains("ada", "ok=7", "Password=****");
        assertThat(body.toString()).contains("s3cr3t");
    }

    @Test
    void hidesDeclaredNames() {
        assertThat(masking.mask(Map.of("pin", "1234", "other", Map.of("pin", 5)), Set.of("pin")))
                .isEqualTo(Map.of("pin", "****", "other", Map.of("pin", "****")));
    }

    @Test
    void copesWithNothingDepthAndLength() {
        Map<String, Object> holes = new HashMap<>();
        holes.put("a", null);
        holes.put("b", Arrays.asList(null, 1, true));
        assertThat(masking.mask(holes, Set.of())).isEqualTo(holes);
        Object deep = "s3cr3t";
        for (int i = 0; i < 5000; i++) {
            deep = List.of(deep);
        }
        assertThat(masking.mask(deep, Set.of()).toString()).doesNotContain("s3cr3t");
        assertThat(masking.mask((Object) "x".repeat(5_000_000), Set.of()).toString())
                .hasSizeLessThan(1100)
                .endsWith("(5000000 characters)");
    }

    @ParameterizedTest
    @CsvSource({
        "a=1&password=s3cr3t&b=2, a=1&password=****&b=2",
        "PASSWORD=s3cr3t, PASSWORD=****",
        "pass%77ord=s3cr3t, pass%77ord=****",
        "my_token=s3cr3t&x, my_token=****&x",
        "plain, plain",
        "a=%zz&key=s3cr3t, a=%zz&key=****",
        "%zzkey=s3cr3t, %zzkey=****"
    })
    void hidesSecretsInQueryStrings(String query, String masked) {
        assertThat(masking.query(query)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cannot run with password=s3cr3t and user=ada",
                "{\"user\":\"ada\",\"password\":\"s3cr3t\"}",
                "{\"user\":\"ada\",\"password\" : \"a \\\"quoted\\\" s3cr3t\"}",
                "body {\\\"user\\\":\\\"ada\\\",\\\"password\\\":\\\"x s3cr3t\\\"}",
                "user ada, Authorization: Bearer s3cr3tabc.def-ghi",
                "ada sent Basic s3cr3tYWRhOmFiYw==",
                "ada x-api-key: 's3cr3t'",
                "ada TOKEN=s3cr3t;rest"
            })
    void hidesSecretsInFreeText(String text) {
        assertThat(masking.text(text)).doesNotContain("s3cr3t").contains("****", "ada");
    }

    @Test
    void leavesHarmlessTextAlone() {
        assertThat(masking.text("node w1: 3 of 5 files, see http://host:8080/x?a=1"))
                .isEqualTo("node w1: 3 of 5 files, see http://host:8080/x?a=1");
        assertThat(masking.text("the basic idea")).isEqualTo("the basic idea");
    }
}
