package dev.muster.nodes;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muster.model.MusterException;
import dev.muster.tls.OpenSsl;
import dev.muster.tls.TlsFiles;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoorServerTest {
    @TempDir
    static Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final Central central = new Central();
    private NodeDoor door;

    @BeforeEach
    void openTheDoor() {
        Guests guests = new Guests(token -> Optional.empty(), "2"::equals);
        door = new NodeDoor(
                vertx, DoorSettings.of("shared"), guests, central.sockets, central.reports, System::nanoTime);
    }

    @AfterEach
    void close() {
        central.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** A certificate for 127.0.0.1 made with the openssl program; the key encrypted when there is a passphrase. */
    private static TlsFiles certificate(String name, String passphrase) {
        OpenSsl made = new OpenSsl(directory);
        made.server(name);
        Path key = passphrase.isEmpty() ? made.key(name) : made.encrypted(name, passphrase);
        return new TlsFiles(DoorServerSettings.BLOCK, made.certificate(name), key, passphrase, null);
    }

    private OriginalNode dial(int port, Path trusted) {
        WebSocketClientOptions client = new WebSocketClientOptions()
                .setSsl(true)
                .setTrustOptions(new PemTrustOptions().addCertPath(trusted.toString()));
        OriginalNode node = OriginalNode.connect(vertx, client, port, "Bearer shared", Clock.systemUTC());
        node.tick();
        return node;
    }

    @Test
    void nodesDialInOverTlsAlsoWhenTheKeyHasAPassphrase() {
        for (TlsFiles tls : List.of(certificate("plain", ""), certificate("secret", "sesame"))) {
            try (DoorServer server = new DoorServer(vertx, new DoorServerSettings("127.0.0.1", 0, tls), door)) {
                OriginalNode node = dial(server.start(), tls.certificate());
                await().until(() -> central.sockets.connected().contains("2"));
                node.close();
                await().until(() -> central.sockets.connected().isEmpty());
            }
        }
    }

    @Test
    void newFilesAreTakenOverWithoutARestartAndBrokenOnesAreNot() throws IOException {
        TlsFiles tls = certificate("used", "");
        Path first = Files.copy(tls.certificate(), directory.resolve("first.crt"));
        try (DoorServer server = new DoorServer(vertx, new DoorServerSettings("127.0.0.1", 0, tls), door)) {
            int port = server.start();
            Files.writeString(tls.key(), "broken");
            server.reloadWhenChanged();
            dial(port, first).close();

            TlsFiles renewed = certificate("renewed", "");
            Files.copy(renewed.key(), tls.key(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Files.copy(renewed.certificate(), tls.certificate(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(tls.key(), FileTime.from(Instant.now().plusSeconds(2)));
            server.reloadWhenChanged();

            await().ignoreExceptions()
                    .untilAsserted(() -> dial(port, renewed.certificate()).close());
            assertThatThrownBy(() -> dial(port, first)).hasMessageContaining("SSL");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', 8099, t, false, c, k, httpserver.address is missing",
        "0.0.0.0, '', t, false, c, k, httpserver.port is missing",
        "0.0.0.0, 8099, '', false, c, k, httpserver.token is missing",
        "0.0.0.0, 8099, t, true, '', k, httpserver.ssl_cert_file is missing",
        "0.0.0.0, 8099, t, true, c, '', httpserver.ssl_key_file is missing",
        "0.0.0.0, web, t, false, '', '', httpserver.port 'web' must be a number"
    })
    void case61aMissingDirectiveIsNamed(
            String address, String port, String token, boolean ssl, String certificate, String key, String message) {
        assertThatThrownBy(() -> DoorServerSettings.of(
                        address,
                        port,
                        token,
                        ssl,
                        new TlsFiles(DoorServerSettings.BLOCK, Path.of(certificate), Path.of(key), "", null)))
                .isInstanceOf(MusterException.class)
                .hasMessageContaining(message);
    }

    @Test
    void case61filesThatCannotBeUsedAreNamed() throws IOException {
        TlsFiles good = certificate("good", "pass");
        Path text = Files.writeString(directory.resolve("text.pem"), "text");
        Path absent = directory.resolve("absent.pem");

        assertThatThrownBy(() -> server(new TlsFiles(DoorServerSettings.BLOCK, absent, good.key(), "pass", null)))
                .hasMessageContaining("httpserver.ssl_cert_file '" + absent + "' cannot be read");
        assertThatThrownBy(() -> server(new TlsFiles(DoorServerSettings.BLOCK, good.certificate(), text, "pass", null)))
                .hasMessageContaining("httpserver.ssl_key_file '" + text + "' cannot be read as a PEM key")
                .hasMessageContaining("it holds no private key");
        assertThatThrownBy(
                        () -> server(new TlsFiles(DoorServerSettings.BLOCK, good.certificate(), good.key(), "", null)))
                .hasMessageContaining("write httpserver.passphrase");
        assertThatThrownBy(() ->
                        server(new TlsFiles(DoorServerSettings.BLOCK, good.certificate(), good.key(), "wrong", null)))
                .hasMessageContaining("httpserver.ssl_key_file '" + good.key() + "'");
    }

    private DoorServer server(TlsFiles tls) {
        return new DoorServer(vertx, new DoorServerSettings("127.0.0.1", 0, tls), door);
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        try (DoorServer first = new DoorServer(vertx, new DoorServerSettings("127.0.0.1", 0, null), door)) {
            int port = first.start();
            DoorServer second = new DoorServer(vertx, new DoorServerSettings("127.0.0.1", port, null), door);

            assertThatThrownBy(second::start).hasMessageContaining("httpserver.port " + port);
        }
    }
}
