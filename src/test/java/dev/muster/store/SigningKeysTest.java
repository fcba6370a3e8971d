package dev.muster.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SigningKeysTest extends StoreTest {
    @ParameterizedTest
    @EnumSource
    void givesTheSameKeyToEveryHubOnTheDatabase(Engine engine) {
        Database database = fresh(engine);
        Set<String> seen = ConcurrentHashMap.newKeySet();

        IntStream.range(0, 8).parallel().forEach(hub -> seen.add(text(new SigningKeys(database).keyPair())));

        assertThat(seen).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void replacesTheKey(Engine engine) {
        SigningKeys keys = new SigningKeys(fresh(engine));
        KeyPair old = keys.keyPair();
        KeyPair fresh = keys.replace();

        assertThat(text(fresh)).isNotEqualTo(text(old));
        assertThat(text(keys.keyPair())).isEqualTo(text(fresh));
    }

    private static String text(KeyPair pair) {
        return java.util.Base64.getEncoder().encodeToString(pair.getPublic().getEncoded())
                + java.util.Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
    }
}
