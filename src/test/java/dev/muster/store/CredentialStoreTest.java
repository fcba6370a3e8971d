package dev.muster.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CredentialStoreTest extends StoreTest {
    private static final Instant NOW = Instant.parse("2026-11-21T06:00:00Z");

    @ParameterizedTest
    @EnumSource
    void keepsTheTwoNewestTokensOfANode(Engine engine) {
        CredentialStore credentials = new CredentialStore(fresh(engine), at(NOW));
        String first = credentials.issue("w1");
        String second = credentials.issue("w1");
        String other = credentials.issue("w2");
        assertThat(credentials.nodeOf(first)).contains("w1");
        String third = credentials.issue("w1");

        assertThat(credentials.nodeOf(first)).isEmpty();
        assertThat(credentials.nodeOf(second)).contains("w1");
        assertThat(credentials.nodeOf(third)).contains("w1");
        assertThat(credentials.nodeOf(other)).contains("w2");
        assertThat(credentials.issued("w1")).isTrue();
        credentials.revoke("w1");
        assertThat(credentials.issued("w1")).isFalse();
        assertThat(credentials.nodeOf(third)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void admitsWithJoinTokensUntilTheyExpireOrAreRevoked(Engine engine) {
        Database database = fresh(engine);
        CredentialStore credentials = new CredentialStore(database, at(NOW));
        String any = credentials.issueJoinToken(null, null);
        String bound = credentials.issueJoinToken("w1", Duration.ofMinutes(5));
        credentials.acceptJoinToken("from-a-setting", null, null);
        credentials.acceptJoinToken("from-a-setting", null, null);

        assertThat(credentials.admits(any, "w2")).isTrue();
        assertThat(credentials.admits(bound, "w1")).isTrue();
        assertThat(credentials.admits(bound, "w2")).isFalse();
        assertThat(credentials.admits("from-a-setting", "w3")).isTrue();
        assertThat(credentials.admits("guessed", "w3")).isFalse();
        assertThat(new CredentialStore(database, at(NOW.plusSeconds(300))).admits(bound, "w1"))
                .isFalse();
        credentials.revokeJoinToken(any);
        assertThat(credentials.admits(any, "w2")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void storesNoTokenInClear(Engine engine) {
        Database database = fresh(engine);
        CredentialStore credentials = new CredentialStore(database, at(NOW));
        List<String> tokens = List.of(credentials.issue("w1"), credentials.issueJoinToken(null, null));

        List<String> stored = database.read(
                handle -> handle.createQuery("select hash from node_token union select hash from join_token")
                        .mapTo(String.class)
                        .list());
        assertThat(stored)
                .hasSize(2)
                .doesNotContainAnyElementsOf(tokens)
                .allMatch(hash -> hash.matches("[0-9a-f]{64}"));
        assertThat(tokens).allMatch(token -> token.length() == 43);
    }

    private static Clock at(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }
}
