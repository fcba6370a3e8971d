package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.conformance.NodeApiClient.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Copies to node 61, which has nothing but an SSH server, through node 6 (specs/node-proxy.md section 5.2, PROCESSCOPY). */
class NodeProxySshHopTest {
    @RegisterExtension
    static final NodeFleet FLEET = new NodeFleet("muster.nodes.ping", "1s");

    private final NodeApiClient api = FLEET.api("1");

    @BeforeAll
    static void addARelayWithAnSshNode() throws IOException {
        Map<String, Object> node = new LinkedHashMap<>(Map.of("id", "61"));
        node.putAll(FLEET.ssh().definition());
        Path register = FLEET.folder().resolve("register-of-6.yaml");
        Files.writeString(register, new ObjectMapper().writeValueAsString(Map.of("nodes", List.of(node))));
        FLEET.fleet().relay("6", "1", "muster.nodes.config-file", register.toString());
        await("node 61 in the reports of node 6")
                .atMost(Duration.ofSeconds(30))
                .until(() -> FLEET.api("1").health().path("6").path("nodes").has("61"));
    }

    @Test
    void aFileGoesThroughARelayToItsSshNode() throws IOException {
        byte[] bytes = new byte[700_000];
        new Random(1).nextBytes(bytes);
        Path source = Files.write(FLEET.files("1").resolve("a.bin"), bytes);
        Path destination = FLEET.folder().resolve("through/a.bin");

        Rows rows = api.copy("61", "source", source, "destination", destination, "mode", "0640");

        assertThat(rows.last().code()).as(rows.toString()).isEqualTo(2);
        assertThat(rows.codes()).contains(101);
        assertThat(destination).hasSameBinaryContentAs(source);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(destination)))
                .isEqualTo("rw-r-----");
        assertThat(destination.getParent()).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void aTreeGoesThroughARelayToItsSshNode() throws IOException {
        Path source = Trees.sample(FLEET.files("1").resolve("tree"));
        Path destination = FLEET.folder().resolve("through-tree/deep");

        Rows rows = api.copy("61", "source", source, "destination", destination);

        assertThat(rows.last().code()).as(rows.toString()).isEqualTo(2);
        assertThat(Trees.of(destination)).isEqualTo(Trees.of(source));
    }

    @Test
    void whatTheSshNodeRefusesIsTheLastRow() throws IOException {
        Path source = Files.writeString(FLEET.files("1").resolve("b.txt"), "b");
        Path inTheWay = Files.writeString(FLEET.folder().resolve("file"), "in the way");

        Rows rows = api.copy("61", "source", source, "destination", inTheWay.resolve("below"));

        assertThat(rows.last().code()).as(rows.toString()).isEqualTo(1);
        assertThat(rows.last().message()).contains("cannot create " + inTheWay);
    }
}
