package dev.muster.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.Rows;
import dev.muster.TestClock;
import dev.muster.model.MusterException;
import dev.muster.model.NodeHealth;
import dev.muster.model.NodeType;
import dev.muster.model.ResultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegisterSyncTest {
    @TempDir
    Path directory;

    private final Rows rows = new Rows();
    private final Register register = new Register(
            "1",
            type -> new NodeHealth(
                    type,
                    new NodeHealth.Periods(Duration.ofSeconds(60), Duration.ofSeconds(300)),
                    new TestClock(),
                    new Random(1)));
    private Path file;
    private RegisterSync sync;

    @BeforeEach
    void writeTheExampleOfTheOriginal() throws IOException {
        file = directory.resolve("register.yaml");
        write(
                """
                nodes:
                  - id: 4
                    type: push_zmq
                    address: 10.1.2.3
                    port: 5556
                    prevail: 1
                    nodes:
                      - id: 2
                        pathscore: 1
                      - id: 20
                        pathscore: 10
                  - id: n3
                    type: push_ssh
                    address: 127.0.0.1
                    ssh_port: 2222
                    strict_serverkey_check: true
                  - id: 5
                    type: pullwss
                    ping_timeout: 7
                """);
        sync = new RegisterSync(file, register, rows);
        sync.load();
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    /** Two looks: the first sees the change, the second that it is complete. */
    private void look() {
        sync.reloadWhenChanged();
        sync.reloadWhenChanged();
    }

    @Test
    void readsEveryNodeWithItsOptions() {
        assertThat(register.known()).extracting(node -> node.definition().id()).containsExactly("4", "n3", "5");
        assertThat(register.find("n3").orElseThrow().options())
                .containsEntry("ssh_port", 2222)
                .containsEntry("strict_serverkey_check", true);
        assertThat(register.find("4").orElseThrow().type()).isEqualTo(NodeType.PUSH_ZMQ);
        assertThat(register.candidates("20")).containsExactly("4");
        assertThat(sync.declares("5")).isTrue();
        assertThat(sync.declares("2")).isFalse();
    }

    @Test
    void saysWhatItDoesUnderItsToken() {
        sync.sync("T");

        assertThat(rows.of("T"))
                .extracting(row -> row.code() + " " + row.data().get("message"))
                .containsExactly("BEGIN action registerresync proceed", "OK action registerresync finished");
    }

    @Test
    void case58aNodeTakenOutOfTheFileIsUnknownEvenWhenItPrevailed() throws IOException {
        write("nodes:\n  - {id: 5, type: pullwss}\n");
        look();

        assertThat(register.known()).extracting(node -> node.definition().id()).containsExactly("5");
        assertThat(register.knows("4")).isFalse();
        assertThat(register.knows("20")).isFalse();
        assertThat(sync.declares("4")).isFalse();
    }

    @Test
    void aChangedNodeIsTakenOverAlsoWhenItPrevails() throws IOException {
        write("nodes:\n  - {id: 4, type: push_zmq, address: 10.9.9.9, port: 5556, prevail: 1}\n");
        look();

        assertThat(register.find("4").orElseThrow().option("address")).isEqualTo("10.9.9.9");
    }

    @Test
    void aFileThatIsBeingWrittenIsNotReadYet() throws IOException {
        sync.reloadWhenChanged();
        write("nodes:\n  - {id: 5, type: pullwss}\n");
        sync.reloadWhenChanged();
        assertThat(register.knows("4")).isTrue();

        sync.reloadWhenChanged();
        assertThat(register.knows("4")).isFalse();
    }

    @Test
    void aFileThatHasGoneLeavesTheNodesAsTheyWere() throws IOException {
        Files.delete(file);
        look();

        assertThat(register.knows("4")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    - {id: 5, type: pullwss}, - {id: 5, type: wss}          | entry 2 (id '5'): is there twice: give each id one entry
                    - {id: 5, type: carrier_pigeon}                         | entry 1 (id '5'): type 'carrier_pigeon' is not known: use one of push_zmq, push_https, push_ssh, pull, wss, pullwss
                    - {id: 'a b', type: wss}                                | entry 1 (id 'a b'): id 'a b' is not valid
                    - {type: wss}                                           | entry 1 (id 'null'): id '' is not valid
                    - {id: 1, type: wss}                                    | entry 1 (id '1'): is this node itself: remove the entry
                    - {id: 5, type: push_ssh}                               | entry 1 (id '5'): address is missing: a node of type push_ssh needs the host to dial
                    - {id: 5, type: push_ssh, address: a, ssh_port: 99999}  | entry 1 (id '5'): ssh_port '99999' must be a whole number from 1 to 65535
                    - {id: 5, type: wss, ping_timeout: soon}                | entry 1 (id '5'): ping_timeout 'soon' must be a whole number from 1 to 86400
                    - {id: 5, type: wss, prevail: perhaps}                  | entry 1 (id '5'): prevail 'perhaps' must be 0 or 1
                    - {id: 5, type: wss, nodes: [{id: 6, pathscore: near}]} | entry 1 (id '5'): pathscore 'near' must be a whole number
                    - {id: 5, type: wss, nodes: [{id: 6}, {id: 6}]}         | entry 1 (id '5'): has '6' twice below 'nodes'
                    - {id: 5, type: wss, nodes: [{id: 1}]}                  | entry 1 (id '5'): has this node itself below 'nodes': remove it there
                    - {id: 5, type: wss, nodes: [{id: 5}]}                  | entry of id '5': loop 5 -> 5: a node cannot lie behind itself
                    - {id: 5, type: wss, nodes: [{id: 6}]}, - {id: 6, type: wss, nodes: [{id: 5}]} | entry of id '5': loop 5 -> 6 -> 5: a node cannot lie behind itself
                    - wss                                                   | entry 1: must be a mapping with id and type
                    """)
    void aBadFileIsRefusedWholeWithItsNameAndTheEntry(String entries, String problem) throws IOException {
        write("nodes:\n  - {id: 99, type: wss}\n"
                + entries.replace(", - ", "\n- ").indent(2));

        assertThatThrownBy(() -> sync.sync("T")).isInstanceOfSatisfying(MusterException.class, bad -> assertThat(
                        bad.failure().message())
                .contains("register file '" + file + "'")
                .contains(oneMore(problem)));
        assertThat(rows.of("T")).last().satisfies(row -> {
            assertThat(row.code()).isEqualTo(ResultCode.KO);
            assertThat(String.valueOf(row.data().get("message"))).contains(oneMore(problem));
        });
        assertThat(register.known()).extracting(node -> node.definition().id()).containsExactly("4", "n3", "5");
    }

    /** A good entry stands before the bad ones. */
    private static String oneMore(String problem) {
        return problem.replace("entry 2", "entry 3").replace("entry 1", "entry 2");
    }

    @ParameterizedTest
    @CsvSource({"'nodes: {', is not valid YAML", "'node: []', must hold a list 'nodes'", "'', must hold a list 'nodes'"
    })
    void aFileThatIsNoListOfNodesIsRefused(String text, String problem) throws IOException {
        write(text);

        assertThatThrownBy(() -> sync.sync("T")).hasMessageContaining(problem);
    }

    @Test
    void aLongChainIsNoLoopAndDoesNotExhaustTheStack() throws IOException {
        StringBuilder text = new StringBuilder("nodes:\n");
        for (int each = 100; each < 5100; each++) {
            text.append("  - {id: ")
                    .append(each)
                    .append(", type: wss, nodes: [{id: ")
                    .append(each + 1)
                    .append("}]}\n");
        }
        write(text.toString());
        look();

        assertThat(register.known()).hasSize(5000);
    }

    @Test
    void withoutAFileNothingIsDeclared() {
        RegisterSync none = new RegisterSync(null, register, rows);
        none.load();
        none.reloadWhenChanged();

        assertThat(none.declares("4")).isFalse();
    }
}
