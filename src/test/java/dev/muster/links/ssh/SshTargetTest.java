package dev.muster.links.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Session options (specs/node-proxy.md section 5.1). */
class SshTargetTest {
    @Test
    void everythingButTheAddressHasADefault() {
        SshTarget target = SshTarget.of("3", Map.of("address", "host.example"));
        Path home = Path.of(System.getProperty("user.home"));
        assertThat(target)
                .isEqualTo(new SshTarget(
                        "3",
                        "host.example",
                        22,
                        System.getProperty("user.name"),
                        null,
                        home.resolve(".ssh"),
                        home.resolve(".ssh/known_hosts"),
                        null,
                        null,
                        Duration.ofSeconds(5),
                        HostKeyCheck.FIRST_USE));
    }

    @Test
    void readsEveryKey() {
        SshTarget target = SshTarget.of(
                "3",
                Map.of(
                        "address", "::1",
                        "ssh_port", "2222",
                        "ssh_username", "poller",
                        "ssh_password", "secret",
                        "ssh_directory", "/etc/muster/ssh",
                        "ssh_identity", "~/keys/id",
                        "ssh_connect_timeout", 2,
                        "strict_serverkey_check", true));
        assertThat(target.port()).isEqualTo(2222);
        assertThat(target.knownHosts()).isEqualTo(Path.of("/etc/muster/ssh/known_hosts"));
        assertThat(target.identity()).isEqualTo(Path.of(System.getProperty("user.home"), "keys/id"));
        assertThat(target.connectTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(target.hostKeyCheck()).isEqualTo(HostKeyCheck.STRICT);
        assertThat(target.toString()).doesNotContain("secret");
    }

    @Test
    void aTimeOutThatIsNoNumberIsFiveSeconds() {
        var target = SshTarget.of("3", Map.of("address", "a", "ssh_connect_timeout", "soon"));
        assertThat(target.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource({
        "ssh_port,70000,is not a port",
        "ssh_port,-1,is not a port",
        "address,-oProxyCommand=x y,is not a host name",
        "strict_serverkey_check,maybe,is neither true nor false",
    })
    void namesTheKeyAndTheValueAtFault(String key, String value, String problem) {
        Map<String, Object> definition = new java.util.HashMap<>(Map.of("address", "a"));
        definition.put(key, value);
        assertThatThrownBy(() -> SshTarget.of("3", definition))
                .hasMessageContaining("node '3': " + key + " '" + value + "' " + problem);
    }

    @Test
    void anAddressIsNeeded() {
        assertThatThrownBy(() -> SshTarget.of("3", Map.of())).hasMessageContaining("node '3' has no 'address'");
    }
}
