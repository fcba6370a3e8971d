package dev.muster.camel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokensTest {
    private final Tokens tokens = new Tokens();

    @Test
    void tellsRequestsApartThatRunUnderOneChosenToken() {
        String first = tokens.take("deploy-2026");
        String second = tokens.take("deploy-2026");

        assertThat(first).isEqualTo("deploy-2026");
        assertThat(second).startsWith("deploy-2026.").isNotEqualTo(first);
        tokens.release(first);
        assertThat(tokens.take("deploy-2026")).isEqualTo("deploy-2026");
    }
}
