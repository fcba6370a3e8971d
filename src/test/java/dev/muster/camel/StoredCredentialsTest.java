package dev.muster.camel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.links.Credentials;
import dev.muster.store.CredentialStore;
import dev.muster.store.StoreTest;
import java.time.Clock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoredCredentialsTest extends StoreTest {
    @ParameterizedTest
    @EnumSource
    void aJoinTokenThatIsBoundToANodeAdmitsNoOther(Engine engine) {
        CredentialStore store = new CredentialStore(fresh(engine), Clock.systemUTC());
        String token = store.issueJoinToken("w1", null);

        StoredCredentials credentials = new StoredCredentials(store);

        assertThat(credentials.check(token, "w1")).isEqualTo(new Credentials.Newcomer());
        assertThat(credentials.check(token, "w2")).isEqualTo(new Credentials.Nobody());
    }
}
