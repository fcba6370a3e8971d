package dev.muster.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.model.MusterException;
import dev.muster.tls.OpenSsl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates of nodes as settings of the program (specs/node-proxy.md section 8.2), against curl. */
class NodeProxyCertificateTest {
    private static final String BLOCK = "muster.nodes.httpserver.";

    @TempDir
    Path folder;

    @Test
    void whereCertificatesAreRequiredTheUpgradeIsForThoseWhoHaveOne() {
        new OpenSsl(folder).authority("hub");
        new OpenSsl(folder).authority("20");
        try (ProxyCentral central = new ProxyCentral(folder, List.of(), settings("required"))) {
            String url = "https://127.0.0.1:" + central.nodePort() + "/";
            List<String> upgrade = List.of(
                    "curl",
                    "-sk",
                    "--max-time",
                    "2",
                    "-o",
                    "/dev/null",
                    "-w",
                    "%{http_code}",
                    "-H",
                    "Connection: Upgrade",
                    "-H",
                    "Upgrade: websocket",
                    "-H",
                    "Sec-WebSocket-Version: 13",
                    "-H",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "--http1.1",
                    url);

            assertThat(run(with(upgrade, "--cert", file("20.crt"), "--key", file("20.key"))))
                    .isEqualTo("101");
            assertThat(run(with(upgrade, "-H", "Authorization: Bearer " + ProxyCentral.NODE_TOKEN)))
                    .isEqualTo("000");
            assertThat(run(with(upgrade, "--cert", file("hub.crt"), "--key", file("hub.key"))))
                    .isEqualTo("000");
        }
    }

    @Test
    void settingsThatDoNotGoTogetherStopTheStart() {
        new OpenSsl(folder).authority("hub");
        assertThatThrownBy(() -> new ProxyCentral(folder, List.of(), BLOCK + "ssl_client_cert", "required"))
                .isInstanceOf(MusterException.class)
                .hasMessageContaining("httpserver.ssl_ca_file is missing");
        assertThatThrownBy(() -> new ProxyCentral(folder, List.of(), BLOCK + "ssl_ca_file", file("hub.crt")))
                .isInstanceOf(MusterException.class)
                .hasMessageContaining("httpserver.ssl is false");
        assertThatThrownBy(() -> new ProxyCentral(folder, List.of(), settings("perhaps")))
                .isInstanceOf(MusterException.class)
                .hasMessageContaining("ssl_client_cert");
    }

    private String[] settings(String word) {
        return new String[] {
            BLOCK + "ssl", "true",
            BLOCK + "ssl_cert_file", file("hub.crt"),
            BLOCK + "ssl_key_file", file("hub.key"),
            BLOCK + "ssl_ca_file", file("20.crt"),
            BLOCK + "ssl_client_cert", word
        };
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private static List<String> with(List<String> command, String... more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return all;
    }

    private static String run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            process.waitFor();
            return said;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
