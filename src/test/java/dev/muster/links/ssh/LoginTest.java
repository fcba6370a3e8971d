package dev.muster.links.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ways to log in (specs/node-proxy.md section 5.1). */
class LoginTest {
    @TempDir
    Path directory;

    @AutoClose
    private SshSite site;

    @BeforeEach
    void start() {
        site = new SshSite(directory);
    }

    @ParameterizedTest
    @CsvSource({"ed25519,RFC4716", "rsa,RFC4716", "ecdsa,RFC4716", "rsa,PEM", "ecdsa,PEM", "rsa,PKCS8", "ecdsa,PKCS8"})
    void logsInWithAKeyWithAndWithoutAPassphrase(String type, String form) throws IOException {
        for (String passphrase : List.of("", "open sesame")) {
            Path key = directory.resolve("key" + passphrase.length());
            SshServer.keygen(key, type, passphrase, "-m", form);
            site.server.authorize(Path.of(key + ".pub"));
            Map<String, Object> definition = site.server.definition();
            definition.put("ssh_identity", key.toString());
            definition.put("ssh_passphrase", passphrase);
            assertThat(works(definition))
                    .as("%s %s '%s'", type, form, passphrase)
                    .isTrue();
        }
    }

    @Test
    void aMissingOrLockedIdentitySaysWhatToDo() {
        Path locked = directory.resolve("locked");
        SshServer.keygen(locked, "ed25519", "secret");
        Map<String, Object> definition = site.server.definition();
        definition.put("ssh_identity", locked.toString());
        assertThatThrownBy(() -> works(definition)).hasMessageContaining("give ssh_passphrase if it is encrypted");
        definition.put("ssh_passphrase", "wrong");
        assertThatThrownBy(() -> works(definition)).hasMessageContaining("check ssh_passphrase");
        definition.put("ssh_identity", "/nowhere/key");
        assertThatThrownBy(() -> works(definition)).hasMessageContaining("ssh_identity '/nowhere/key' cannot be read");
    }

    @Test
    void theDefaultIdentitiesOfTheDirectoryAreTried() throws IOException {
        Map<String, Object> definition = site.server.definition();
        definition.remove("ssh_identity");
        Path client =
                Files.createDirectories(Path.of(definition.get("ssh_directory").toString()));
        SshServer.keygen(client.resolve("id_rsa"), "rsa", "locked");
        Files.copy(site.server.clientKey(), client.resolve("id_ed25519"));
        assertThat(works(definition)).isTrue();
    }

    @Test
    void theAgentLendsItsKeys() throws Exception {
        Path socket = directory.resolve("agent");
        Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString()).start();
        try {
            org.awaitility.Awaitility.await().until(() -> Files.exists(socket));
            ProcessBuilder add =
                    new ProcessBuilder("ssh-add", "-q", site.server.clientKey().toString());
            add.environment().put("SSH_AUTH_SOCK", socket.toString());
            assertThat(add.start().waitFor()).isZero();
            site.nodes.close();
            SshSettings standard = SshSettings.standard();
            site.nodes = new SshNodes(
                    new SshSettings(8, 16, standard.handshake(), standard.keepAlive(), 1 << 20, socket), site.threads);
            Map<String, Object> definition = site.server.definition();
            definition.remove("ssh_identity");
            assertThat(works(definition)).isTrue();
        } finally {
            agent.destroyForcibly();
        }
    }

    @Test
    void thePasswordComesLast() throws IOException {
        List<String> tried = new CopyOnWriteArrayList<>();
        var embedded = org.apache.sshd.server.SshServer.setUpDefaultServer();
        embedded.setHost("127.0.0.1");
        embedded.setKeyPairProvider(new SimpleGeneratorHostKeyProvider(directory.resolve("embedded")));
        embedded.setPublickeyAuthenticator((user, key, session) -> {
            tried.add("key");
            return false;
        });
        embedded.setPasswordAuthenticator((user, password, session) -> {
            tried.add(password);
            return true;
        });
        embedded.start();
        try {
            Map<String, Object> definition = site.server.definition();
            definition.put("ssh_port", embedded.getPort());
            definition.put("ssh_password", "sesame");
            site.nodes.define(SshTarget.of("3", definition));
            site.nodes.connect("3").orTimeout(20, TimeUnit.SECONDS).join();
            assertThat(tried).containsExactly("key", "sesame");
        } finally {
            embedded.stop(true);
        }
    }

    private boolean works(Map<String, Object> definition) {
        site.nodes.remove("3");
        site.nodes.define(SshTarget.of("3", definition));
        return site.nodes
                .run("3", RemoteCommand.of("true"))
                .orTimeout(20, TimeUnit.SECONDS)
                .join()
                .ok();
    }
}
