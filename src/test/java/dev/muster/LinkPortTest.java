package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muster.model.MusterException;
import dev.muster.tls.OpenSsl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our own nodes over TLS, with certificates instead of tokens (specs/node-proxy.md section 8.2). */
class LinkPortTest {
    private static final String NO_TOKEN = "";

    /** Several attempts of a node to join. */
    private static final Duration TRIES = Duration.ofMillis(700);

    @TempDir
    static Path certificates;

    private static OpenSsl made;

    @TempDir
    Path folder;

    private Fleet fleet;
    private Program hub;

    @BeforeAll
    static void certificates() throws IOException {
        made = new OpenSsl(certificates);
        made.server("hub");
        made.authority("ca");
        made.authority("other");
        made.client("w1", "/CN=w1", "", "ca");
        made.client("leaf", "/O=site", "subjectAltName=DNS:001,DNS:one.example.org", "ca");
        made.client("foreign", "/CN=w1", "", "other");
    }

    @BeforeEach
    void begin() {
        fleet = new Fleet(folder);
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void aCertificateAdmitsANodeWithoutAToken() {
        hub = fleet.hub("hub", port("required"));

        fleet.relay("w1", "hub", dialling("w1", NO_TOKEN));
        Program leaf = fleet.leaf("001", "hub", dialling("leaf", NO_TOKEN));

        assertThat(fleet.call("hub", "node.info", "{}")
                        .json()
                        .at("/data/total_affected_items")
                        .asInt())
                .isEqualTo(3);
        assertThat(leaf.configuration().links().hasParent()).isTrue();
    }

    @Test
    void whereCertificatesAreRequiredATokenDoesNotAdmitNotEvenAtThePlainPort() {
        hub = fleet.hub("hub", port("required"));

        assertRefused(
                "w1", "w1", "muster.node.ssl_ca_file", made.certificate("hub").toString(), "muster.node.parent", url());
        assertRefused("w1", "w1", "muster.node.parent", "http://127.0.0.1:" + hub.port());
        assertRefused("w1", "w1", dialling("foreign", Fleet.JOIN_TOKEN));
    }

    @Test
    void aCertificateAdmitsNobodyElseAlsoWithAToken() {
        hub = fleet.hub("hub", port("accepted"));

        assertRefused("w2", "w2", dialling("w1", Fleet.JOIN_TOKEN));
        fleet.leaf("w3", "hub", dialling("", Fleet.JOIN_TOKEN));
    }

    @Test
    void aNodeDoesNotShowItsTokenToAParentThatNobodyVouchesFor() {
        hub = fleet.hub("hub", port("accepted"));
        String[] trustsOthers = dialling("", Fleet.JOIN_TOKEN);
        trustsOthers[1] = made.certificate("other").toString();

        assertRefused("w1", "w1", trustsOthers);
    }

    @Test
    void aNodeWhoseCertificateNobodyVouchesForAnyMoreIsOutWhenItsConnectionHasReachedItsAge() throws IOException {
        Path authorities = Files.copy(made.certificate("ca"), folder.resolve("changing.crt"));
        hub = fleet.hub(
                "hub",
                with(
                        port("required"),
                        "muster.links.ssl_ca_file",
                        authorities.toString(),
                        "muster.links.session_max_age",
                        "1s"));
        fleet.relay("w1", "hub", dialling("w1", NO_TOKEN));

        Files.copy(made.certificate("other"), authorities, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(authorities, FileTime.from(Instant.now().plusSeconds(2)));
        hub.context()
                .getRegistry()
                .lookupByNameAndType("linkPort", LinkPort.class)
                .reloadWhenChanged();

        await().untilAsserted(() -> assertThat(connected()).isEmpty());
        Files.copy(made.certificate("ca"), authorities, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(authorities, FileTime.from(Instant.now().plusSeconds(4)));
        hub.context()
                .getRegistry()
                .lookupByNameAndType("linkPort", LinkPort.class)
                .reloadWhenChanged();

        fleet.awaitConnected("hub", "w1");
    }

    @Test
    void settingsThatDoNotGoTogetherStopTheStart() {
        assertStops("muster.links.ssl_cert_file is missing", "muster.links.port", "0");
        assertStops("muster.links.ssl_ca_file is missing", "muster.links.ssl_client_cert", "required");
        assertStops("muster.links.port is -1", "muster.links.ssl_ca_file", "x");
        assertStops(
                "muster.links.ssl_cert_file 'absent' cannot be read",
                with(port("accepted"), "muster.links.ssl_cert_file", "absent"));
    }

    private void assertStops(String message, String... settings) {
        assertThatThrownBy(() -> fleet.hub("stopped", settings))
                .isInstanceOf(MusterException.class)
                .hasMessageContaining(message);
    }

    /** The node tries, and is not shown by the hub. */
    private void assertRefused(String id, String shown, String... settings) {
        try (Fleet other = new Fleet(folder.resolve("refused" + System.nanoTime()))) {
            Program node = other.hub(
                    id,
                    with(
                            settings,
                            "muster.role",
                            "leaf",
                            "muster.http.port",
                            "-1",
                            "muster.node.token",
                            token(settings)));
            await().during(TRIES).until(() -> connected().isEmpty());
            assertThat(node.configuration().links().hasParent()).isFalse();
        }
        assertThat(hub.configuration().tree().find(shown)).isEmpty();
    }

    private static String token(String[] settings) {
        int at = List.of(settings).indexOf("muster.node.token");
        return at < 0 ? Fleet.JOIN_TOKEN : settings[at + 1];
    }

    private List<String> connected() {
        return hub.configuration().links().connected();
    }

    private String[] port(String word) {
        return new String[] {
            "muster.links.port",
            "0",
            "muster.links.address",
            "127.0.0.1",
            "muster.links.ssl_cert_file",
            made.certificate("hub").toString(),
            "muster.links.ssl_key_file",
            made.key("hub").toString(),
            "muster.links.ssl_ca_file",
            made.certificate("ca").toString(),
            "muster.links.ssl_client_cert",
            word
        };
    }

    private String[] dialling(String certificate, String token) {
        String[] settings = {
            "muster.node.ssl_ca_file", made.certificate("hub").toString(),
            "muster.node.parent", url(),
            "muster.node.token", token
        };
        return certificate.isEmpty()
                ? settings
                : with(
                        settings,
                        "muster.node.ssl_cert_file",
                        made.certificate(certificate).toString(),
                        "muster.node.ssl_key_file",
                        made.key(certificate).toString());
    }

    private String url() {
        return "https://127.0.0.1:" + hub.configuration().linkPort();
    }

    private static String[] with(String[] settings, String... more) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
