package dev.muster.conformance;

import static dev.muster.conformance.ProxyCentral.codes;
import static dev.muster.conformance.ProxyCentral.messages;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.Fleet.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The door of original nodes against the texts of a hand-written one: cases 28 to 30 of specs/node-proxy.md section 10, and bad input to it.
 * Node 20 is an original one, node 2 one of our own, node 3 is declared and never there.
 */
class NodeProxyDoorTest {
    private static final String UNALLOWED = "token authorization unallowed";
    private static final String REGISTER = "please registernodes";
    private static final String UNDECODED = "decode error: unsupported format";

    private static final List<String> NODES =
            List.of("id: 20, type: pullwss, prevail: 1", "id: 3, type: push_zmq, address: 127.0.0.1, port: 9");

    @TempDir
    Path folder;

    private ProxyCentral central;

    @BeforeEach
    void start() {
        central = new ProxyCentral(folder, NODES);
    }

    @AfterEach
    void stop() {
        central.close();
    }

    @Test
    void case28_aStrangerIsToldWhyAndShutOut() {
        String bearer = "Bearer " + ProxyCentral.NODE_TOKEN;
        String register = "[REGISTERNODES] [] [] {\"nodes\":[{\"id\":20,\"type\":\"wss\",\"identity\":20}]}";

        assertShutOut("", register, UNALLOWED);
        assertShutOut("Bearer wrong", register, UNALLOWED);
        assertShutOut("Bearer .*", register, UNALLOWED);
        assertShutOut("Basic " + ProxyCentral.NODE_TOKEN, register, UNALLOWED);
        assertShutOut("Bearer wrong", "[PONG] [] [] {}", UNALLOWED);
        assertShutOut(bearer, "[PONG] [] [] {\"code\":0,\"data\":{\"id\":20}}", REGISTER);
        assertShutOut(bearer, "hello", REGISTER);
        assertShutOut(bearer, "", REGISTER);
        assertShutOut(bearer, "[REGISTERNODES] [] [] {\"nodes\":", UNDECODED);
        assertShutOut(bearer, "[REGISTERNODES] [] [] []", UNDECODED);
        assertShutOut(bearer, "[REGISTERNODES] [] [] {\"nodes\":[]}", UNDECODED);
        assertShutOut(bearer, register.replace(":20", ":21"), UNALLOWED);
        assertThat(central.health("20").path("last_ping_recv").asLong()).isZero();
        assertThat(central.health("21").isMissingNode()).isTrue();
        assertThat(command("20").get(0)).startsWith("proxy - no pathway for target 20");
        assertThat(command("21")).containsExactly("proxy - unknown target 21");
    }

    @Test
    void case29_aNodeThatSpeaksForAnotherIsRefusedAndNothingChanges() {
        OriginalNode node = central.original("20");
        String before = central.health("3").toString();

        for (String text : List.of(
                "[REGISTERNODES] [] [] {\"nodes\":[{\"id\":3,\"type\":\"wss\",\"identity\":3}]}",
                "[REGISTERNODES] [] [] {\"nodes\":[{\"id\":20,\"type\":\"wss\",\"identity\":20},{\"id\":51,\"type\":\"push_ssh\",\"address\":\"127.0.0.1\"}]}",
                "[UNREGISTERNODES] [] [] {\"nodes\":[{\"id\":3}]}",
                "[PONG] [] [] {\"code\":0,\"data\":{\"action\":\"ping\",\"id\":3,\"data\":{}}}",
                "[SETLOGS] [] [] {\"code\":0,\"data\":{\"action\":\"getlog\",\"id\":3,\"nb_total_msg\":1,\"result\":[{\"id\":1,"
                        + "\"token\":\"forged\",\"code\":2,\"etime\":1,\"ctime\":1.5,\"instant\":0,\"data\":\"{}\"}]}}",
                "[COMMAND] [forged] [] {\"content\":[{\"command\":\"touch " + folder.resolve("forged") + "\"}]}",
                "[REMOTECOPY] [forged] [3] {\"content\":{\"source\":\"/etc/hosts\",\"destination\":\"/tmp/\"}}")) {
            long refused = refused();
            node.say(text);
            soon("refusal of " + text).until(() -> refused() == refused + 1);
        }

        assertThat(central.health("3").toString()).isEqualTo(before);
        assertThat(central.health("51").isMissingNode()).isTrue();
        assertThat(central.get("/api/log/forged").json().path("error").asText()).isEqualTo("no_log");
        assertThat(folder.resolve("forged")).doesNotExist();
        assertThat(node.closed()).isFalse();
        assertThat(command("20")).hasSize(4);
        node.close();
    }

    @Test
    void case30_whenTheOlderOfTwoSocketsClosesCommandsStillArrive() {
        OriginalNode older = central.original("20");
        OriginalNode newer = OriginalNode.login("20", central.nodePort());

        soon("end of the older").until(older::closed);
        assertThat(command("20")).hasSize(4);
        assertThat(newer.received("COMMAND")).hasSize(1);
        assertThat(older.received("COMMAND")).isEmpty();
        newer.close();
    }

    @Test
    void aHundredMebibytesInOneFrameEndTheSocketAndNothingElse() throws IOException {
        OriginalNode node = central.original("20");
        long used = usedHeap();
        try (Socket socket = upgraded("Bearer " + ProxyCentral.NODE_TOKEN)) {
            byte[] header = {(byte) 0x81, (byte) 0xFF, 0, 0, 0, 0, 6, 64, 0, 0, 0, 0, 0, 0};
            boolean refused = writeUntilRefused(socket, header, 100 << 20);

            assertThat(refused || closedByPeer(socket)).isTrue();
        }
        assertThat(usedHeap() - used).isLessThan(64L << 20);
        assertThat(command("20")).hasSize(4);
        node.sayAsItIs("x".repeat(2 << 20));
        soon("end of the node's socket").until(node::closed);
        OriginalNode back = central.original("20");
        assertThat(command("20")).hasSize(4);
        back.close();
    }

    @Test
    void twoThousandSocketsThatDoNotLogInKeepNobodyElseOut() throws IOException {
        OriginalNode node = central.original("20");
        List<Socket> strangers = new ArrayList<>();
        try {
            int upgrades = 0;
            for (int i = 0; i < 2_000; i++) {
                Socket socket = new Socket("127.0.0.1", central.nodePort());
                socket.setSoTimeout(10_000);
                strangers.add(socket);
                if (i % 2 == 0) {
                    socket.getOutputStream().write(upgrade("").getBytes(US_ASCII));
                    upgrades += statusLine(socket).contains(" 101 ") ? 1 : 0;
                }
            }
            assertThat(upgrades).isBetween(1, 256);
            assertThat(command("20")).hasSize(4);
            assertThat(central.get("/api/internal/constatus").status()).isEqualTo(200);
        } finally {
            for (Socket socket : strangers) {
                socket.close();
            }
        }
        soon("room for others").ignoreExceptions().until(() -> {
            OriginalNode other = OriginalNode.login("20", central.nodePort());
            return !other.closed();
        });
        node.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id: 5, type: pullwss|id: 5, type: push_ssh, address: h",
                "id: 5, type: pullwss, nodes: [{id: 6}]|id: 6, type: pullwss, nodes: [{id: 5}]",
                "id: 5, type: pullwss, nodes: [{id: 5}]",
                "id: 5, type: pullwss, nodes: [{id: 1}]",
                "id: 5, type: pullwss, nodes: [{id: 6}, {id: 6}]",
                "id: 1, type: pullwss",
                "id: '../5', type: pullwss",
                "type: pullwss",
                "id: 5, type: carrier-pigeon",
                "id: 5, type: push_ssh"
            })
    void aRegisterFileThatIsWrongIsRefusedWholeAndTheNodesStay(String nodes) {
        central.register(List.of(nodes.split("\\|")));

        Answer answer = central.rows(central.begin("/api/core/register/sync", "{}"));

        assertThat(codes(answer)).as(answer.text()).containsExactly(0, 1);
        assertThat(messages(answer)).last().asString().contains("register file", folder.toString());
        assertThat(central.health("3").path("type").asText()).isEqualTo("push_zmq");
        assertThat(central.health("5").isMissingNode()).isTrue();
        assertThat(central.health("6").isMissingNode()).isTrue();
    }

    /** The messages of the rows of a command to a node. */
    private List<String> command(String node) {
        return messages(
                central.post("/api/nodes/" + node + "/core/action/command?log_wait=20000000", "[{'command': 'id'}]"));
    }

    private long refused() {
        return central.get("/api/internal/information")
                .json()
                .at("/data/counters/refused/total")
                .asLong();
    }

    private void assertShutOut(String authorization, String text, String message) {
        OriginalNode node = OriginalNode.silent("20", central.nodePort(), authorization);
        node.say(text);

        soon("end of the socket").until(node::closed);
        assertThat(node.received()).containsExactly("{\"code\":500,\"message\":\"" + message + "\"}");
    }

    private Socket upgraded(String authorization) throws IOException {
        Socket socket = new Socket("127.0.0.1", central.nodePort());
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(upgrade(authorization).getBytes(US_ASCII));
        assertThat(statusLine(socket)).contains(" 101 ");
        return socket;
    }

    private static String upgrade(String authorization) {
        return "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + (authorization.isEmpty() ? "" : "Authorization: " + authorization + "\r\n") + "\r\n";
    }

    /** Reads as far as the head of the answer goes. */
    private static String statusLine(Socket socket) throws IOException {
        BufferedReader head = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
        String status = head.readLine();
        for (String line = status; line != null && !line.isEmpty(); line = head.readLine()) {
            // the rest of the head
        }
        return String.valueOf(status);
    }

    private static boolean writeUntilRefused(Socket socket, byte[] header, int length) {
        byte[] block = new byte[1 << 16];
        try {
            socket.getOutputStream().write(header);
            for (int sent = 0; sent < length; sent += block.length) {
                socket.getOutputStream().write(block);
            }
            return false;
        } catch (IOException refused) {
            return true;
        }
    }

    private static boolean closedByPeer(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        in.readAllBytes();
        return true;
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static ConditionFactory soon(String what) {
        return await(what).atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(20));
    }
}
