package dev.muster.links.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three modes of specs/node-proxy.md section 5.1 against a real server. */
class HostKeysTest {
    @TempDir
    Path directory;

    @AutoClose
    private SshSite site;

    @BeforeEach
    void start() {
        site = new SshSite(directory);
    }

    @Test
    void case52AnUnknownKeyIsAcceptedAndRecordedWhenNothingIsSaid() throws IOException {
        assertThat(works(null)).isTrue();
        String recorded = Files.readString(knownHosts());
        assertThat(recorded).startsWith("[127.0.0.1]:" + site.server.port() + " ssh-ed25519 ");
        assertThat(works("true")).isTrue();
        assertThat(Files.readString(knownHosts())).isEqualTo(recorded);
    }

    @Test
    void case52AnUnknownKeyIsRefusedWhenStrict() throws IOException {
        Path gate = directory.resolve("executed");
        String fingerprint = fingerprint();
        assertThatThrownBy(() -> run("true", "touch " + gate))
                .cause()
                .isInstanceOfSatisfying(ConnectFailure.class, failure -> assertThat(failure.text())
                        .startsWith("cannot connect on target node '3': host key ssh-ed25519 SHA256:" + fingerprint)
                        .contains(knownHosts().toString()));
        assertThat(gate).doesNotExist();
        assertThat(knownHosts()).doesNotExist();
    }

    @Test
    void case52AChangedKeyIsRefusedUnlessFalse() throws IOException {
        assertThat(works(null)).isTrue();
        String before = Files.readString(knownHosts());
        site.server.stop();
        site.server.newHostKey("ed25519");
        site.server.start();
        for (String strict : new String[] {null, "true"}) {
            assertThatThrownBy(() -> run(strict, "true"))
                    .hasMessageContaining("host key has changed to ssh-ed25519 SHA256:" + fingerprint());
        }
        assertThat(works("false")).isTrue();
        assertThat(Files.readString(knownHosts())).isEqualTo(before);
    }

    @Test
    void aKeyOfAnotherTypeCountsAsChanged() throws IOException {
        assertThat(works(null)).isTrue();
        site.server.stop();
        site.server.newHostKey("ecdsa");
        site.server.start();
        assertThatThrownBy(() -> run(null, "true")).hasMessageContaining("host key has changed to ecdsa-sha2-nistp256");
    }

    @Test
    void aHostWithSeveralKeysIsAskedForTheKnownOne() throws IOException {
        site.server.close();
        Path rsa = directory.resolve("rsa");
        SshServer.keygen(rsa, "rsa", "");
        site.server = SshServer.start(directory.resolve("node"), "HostKey " + rsa);
        Files.createDirectories(knownHosts().getParent());
        String key = Files.readString(Path.of(rsa + ".pub"));
        Files.writeString(knownHosts(), "[127.0.0.1]:" + site.server.port() + " " + key);
        assertThat(works("true")).isTrue();
    }

    @Test
    void aHashedNameIsFound() throws Exception {
        assertThat(works(null)).isTrue();
        Process hashing =
                new ProcessBuilder("ssh-keygen", "-H", "-f", knownHosts().toString()).start();
        assertThat(hashing.waitFor()).isZero();
        assertThat(Files.readString(knownHosts())).startsWith("|1|");
        assertThat(works("true")).isTrue();
    }

    @Test
    void aRevokedKeyIsNeverAccepted() throws IOException {
        assertThat(works(null)).isTrue();
        Files.writeString(knownHosts(), "@revoked " + Files.readString(knownHosts()));
        assertThatThrownBy(() -> run("false", "true")).hasMessageContaining("revoked");
    }

    private boolean works(String strict) {
        return run(strict, "true").ok();
    }

    private CommandEnd run(String strict, String command) {
        Map<String, Object> definition = site.server.definition();
        definition.put("strict_serverkey_check", strict);
        site.nodes.remove("3");
        site.nodes.define(SshTarget.of("3", definition));
        return site.nodes
                .run("3", RemoteCommand.of(command))
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private Path knownHosts() {
        return directory.resolve("node/client/known_hosts");
    }

    private String fingerprint() throws IOException {
        Process process = new ProcessBuilder("ssh-keygen", "-lf", site.server.hostKey() + ".pub").start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .split("SHA256:")[1]
                .split(" ")[0];
    }
}
