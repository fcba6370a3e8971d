package dev.muster.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muster.tls.OpenSsl;
import dev.muster.tls.TlsFiles;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that prove who they are with a certificate, over real TLS and with certificates made by the openssl program. */
class NodeCertificatesTest {
    @TempDir
    static Path directory;

    private static OpenSsl made;

    private final Vertx vertx = Vertx.vertx();
    private final Central central = new Central();
    private final Guests guests = new Guests(token -> Optional.empty(), "2"::equals);
    private final NodeDoor door =
            new NodeDoor(vertx, DoorSettings.of("shared"), guests, central.sockets, central.reports, System::nanoTime);

    @BeforeAll
    static void certificates() throws IOException {
        made = new OpenSsl(directory);
        made.server("hub");
        made.authority("ca");
        made.authority("other");
        made.client("two", "/CN=2", "", "ca");
        made.client("three", "/CN=3/O=site", "", "ca");
        made.client("alternative", "/O=site", "subjectAltName=DNS:2,DNS:two.example.org", "ca");
        made.client("foreign", "/CN=2", "", "other");
    }

    @AfterEach
    void close() {
        door.close();
        central.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aCertificateInTheNameOfTheNodeNeedsNoToken() {
        try (DoorServer server = server(true)) {
            int port = server.start();
            for (String name : new String[] {"two", "alternative"}) {
                OriginalNode node = dial(port, name, null);
                node.tick();
                await().until(() -> central.sockets.connected().contains("2"));
                node.close();
                await().until(() -> central.sockets.connected().isEmpty());
            }
        }
    }

    @Test
    void aNodeMayNotSpeakForAnotherWithItsCertificateEvenWithTheSharedToken() {
        try (DoorServer server = server(false)) {
            OriginalNode node = dial(server.start(), "three", "Bearer shared");
            node.tick();

            await().until(node::closed);
            assertThat(node.received).containsExactly("{\"code\":500,\"message\":\"token authorization unallowed\"}");
            assertThat(central.register.known()).isEmpty();
        }
    }

    @Test
    void whereCertificatesAreRequiredNobodyElseGetsThrough() {
        try (DoorServer server = server(true)) {
            int port = server.start();
            assertRefused(port, "");
            assertRefused(port, "foreign");
            assertThat(central.register.known()).isEmpty();
        }
    }

    @Test
    void whereCertificatesAreAcceptedATokenWillDoAndAForeignCertificateWillNot() {
        try (DoorServer server = server(false)) {
            int port = server.start();
            dial(port, "", "Bearer shared").tick();
            await().until(() -> central.sockets.connected().contains("2"));
            OriginalNode foreign =
                    dial(port, "foreign", null); // a client shows no certificate that nobody here vouches for
            foreign.tick();
            await().until(foreign::closed);
            assertThat(foreign.received)
                    .containsExactly("{\"code\":500,\"message\":\"token authorization unallowed\"}");
        }
    }

    @Test
    void authoritiesAreReadAgainWhenTheFileChanges() throws IOException {
        Path authorities = Files.copy(file("ca.crt"), file("changing.crt"), StandardCopyOption.REPLACE_EXISTING);
        try (DoorServer server = server(new TlsFiles.Peers(authorities, true))) {
            int port = server.start();
            assertRefused(port, "foreign");
            Files.copy(file("other.crt"), authorities, StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(authorities, FileTime.from(Instant.now().plusSeconds(2)));
            server.reloadWhenChanged();

            await().ignoreExceptions().until(() -> {
                dial(port, "foreign", null).tick();
                return central.sockets.connected().contains("2");
            });
            assertRefused(port, "two");
        }
    }

    @Test
    void whatCannotBeUsedIsNamed() throws IOException {
        Path text = Files.writeString(file("text.pem"), "text");

        assertThatThrownBy(() -> server(new TlsFiles.Peers(text, true)))
                .hasMessageContaining("httpserver.ssl_ca_file '" + text + "' cannot be read as PEM certificates");
        assertThatThrownBy(() -> DoorServerSettings.of("127.0.0.1", "0", "t", false, tls(clients(true))))
                .hasMessageContaining("httpserver.ssl_ca_file")
                .hasMessageContaining("httpserver.ssl is false");
        assertThat(DoorServerSettings.of("127.0.0.1", "0", "", true, tls(clients(true)))
                        .tls())
                .as("without a shared token")
                .isNotNull();
    }

    /** The refusal comes before, or with TLS 1.3 just after, the client believes that it is connected. */
    private void assertRefused(int port, String certificate) {
        await().until(() -> {
            try {
                OriginalNode node = dial(port, certificate, "Bearer shared");
                await().until(node::closed);
                return node.received.isEmpty();
            } catch (RuntimeException e) {
                return true;
            }
        });
    }

    private OriginalNode dial(int port, String certificate, @Nullable String authorization) {
        WebSocketClientOptions client = new WebSocketClientOptions()
                .setSsl(true)
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(file("hub.crt").toString()));
        if (!certificate.isEmpty()) {
            client.setKeyCertOptions(new PemKeyCertOptions()
                    .addCertPath(file(certificate + ".crt").toString())
                    .addKeyPath(file(certificate + ".key").toString()));
        }
        return OriginalNode.connect(vertx, client, port, authorization, Clock.systemUTC());
    }

    private DoorServer server(boolean required) {
        return server(clients(required));
    }

    private DoorServer server(TlsFiles.Peers clients) {
        return new DoorServer(vertx, new DoorServerSettings("127.0.0.1", 0, tls(clients)), door);
    }

    private static TlsFiles.Peers clients(boolean required) {
        return new TlsFiles.Peers(file("ca.crt"), required);
    }

    private static TlsFiles tls(TlsFiles.Peers clients) {
        return new TlsFiles(DoorServerSettings.BLOCK, file("hub.crt"), file("hub.key"), "", clients);
    }

    private static Path file(String name) {
        return directory.resolve(name);
    }
}
