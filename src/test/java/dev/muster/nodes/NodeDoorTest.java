package dev.muster.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.model.NodeType;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeDoorTest {
    private static final String SHARED = "sh.red+token*(1";
    private static final String OWN_OF_7 = "own-token-of-7";
    private static final DoorSettings.Limits LIMITS = DoorSettings.Limits.DEFAULTS;

    private final Vertx vertx = Vertx.vertx();
    private final Central central = new Central();
    private int port = serve(DoorSettings.of(SHARED));
    private NodeDoor door;

    private int serve(DoorSettings settings) {
        Guests guests = new Guests(
                token -> token.equals(OWN_OF_7) ? Optional.of("7") : Optional.empty(), Set.of("2", "50")::contains);
        door = new NodeDoor(vertx, settings, guests, central.sockets, central.reports, System::nanoTime);
        HttpServer server = vertx.createHttpServer(NodeDoor.serve(new HttpServerOptions()))
                .requestHandler(door)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return server.actualPort();
    }

    @AfterEach
    void close() {
        central.close();
        door.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private OriginalNode login() {
        int before = central.sockets.connected().size();
        OriginalNode node = OriginalNode.login(vertx, port, SHARED, central.clock);
        await().until(() -> central.sockets.connected().contains("2") && central.register.connectable("2"));
        assertThat(before).isLessThanOrEqualTo(1);
        return node;
    }

    private static String row(Map<String, Object> part, String field) {
        return ((Map<?, ?>) ((List<?>) part.get("result")).get(0)).get(field).toString();
    }

    private static DoorSettings with(DoorSettings.Limits limits) {
        return new DoorSettings(SHARED, false, limits);
    }

    @Test
    void case18aNodeThatRegistersGetsItsMessagesUnescapedWithAnEmptyTarget() {
        OriginalNode node = login();
        String token = central.core.accept(
                new NodeFrame("COMMAND", "", "2", Map.of("content", List.of(Map.of("command", "echo 'é' > \"x\"")))),
                Origin.INTERNAL);

        await().until(() -> node.received.size() == 1);
        assertThat(node.received.get(0))
                .isEqualTo("[COMMAND] [" + token + "] [] {\"content\":[{\"command\":\"echo 'é' > \\\"x\\\"\"}]}");
        assertThat(central.register.constatus().get("2")).containsEntry("type", "wss");
    }

    @Test
    void case23aNodeThatAnswersPingsIsAlive() {
        OriginalNode node = login();
        central.proxy.ping("2");

        await().until(() -> central.register.constatus().get("2").get("ping_ok").equals(1L));
        assertThat(node.received).containsExactly("[PING] [] [] {}");
        assertThat(central.register.constatus().get("2"))
                .containsEntry("ping_failed", 0L)
                .containsEntry("status", "alive");
    }

    @Test
    void case32aHistoryInThreePartsArrivesDecodedAndInOrder() {
        OriginalNode node = login();
        central.proxy.fetchLogs("2");

        await().until(() -> central.logs.stored.size() == 3);
        assertThat(node.received).containsExactly("[GETLOG] [] [] {\"ctime\":1.74403878785E9}");
        assertThat(central.logs.stored).extracting(part -> row(part, "id")).containsExactly("7", "8", "9");
        assertThat(row(central.logs.stored.get(1), "data"))
                .isEqualTo("{\"result\":{\"exit_code\":0,\"stdout\":\"é <b> &amp;\"}}");
        await().until(() -> central.logs.asked.isEmpty());
    }

    @Test
    void aNodeRegistersEveryMinuteAndNothingChanges() {
        OriginalNode node = login();
        central.register.ponged("2", Map.of("5", Map.of()));
        for (int minute = 0; minute < 3; minute++) {
            central.clock.pass(Duration.ofSeconds(60));
            node.tick();
            node.tick();
        }

        await().until(() -> ((Map<?, ?>) central.counters.snapshot().get("external"))
                .get("registernodes")
                .equals(4L));
        assertThat(central.register.knows("5")).isTrue();
        assertThat(central.register.health("2").orElseThrow().alive()).isTrue();
        assertThat(node.closed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            textBlock =
                    """
                    none                   | register                                                     | token authorization unallowed
                    Bearer wrong           | register                                                     | token authorization unallowed
                    Basic sh.red+token*(1  | register                                                     | token authorization unallowed
                    Bearer shXred+token*(1 | register                                                     | token authorization unallowed
                    Bearer wrong           | [PONG] [] [] {}                                              | token authorization unallowed
                    Bearer sh.red+token*(1 | [PONG] [] [] {"code":0}                                      | please registernodes
                    Bearer sh.red+token*(1 | hello                                                        | please registernodes
                    Bearer sh.red+token*(1 | [REGISTERNODES] [] [] {                                      | decode error: unsupported format
                    Bearer sh.red+token*(1 | [REGISTERNODES] [] [] {"nodes":[]}                           | decode error: unsupported format
                    Bearer sh.red+token*(1 | [REGISTERNODES] [] [] {"nodes":[{"id":"../2"}]}              | decode error: unsupported format
                    Bearer sh.red+token*(1 | [REGISTERNODES] [] [] {"nodes":[{"id":3,"type":"wss"}]}      | token authorization unallowed
                    Bearer own-token-of-7  | register                                                     | token authorization unallowed
                    Bearer sh.red+token*(1 | [REGISTERNODES] [] [] {"nodes":[{"id":2,"type":"wss"},{"id":51,"type":"push_ssh"}]} | node '2' may register nothing but itself
                    """)
    void case28aWrongLoginIsAnsweredWithItsErrorAndClosed(String authorization, String first, String message) {
        OriginalNode node = OriginalNode.connect(vertx, port, authorization, central.clock);
        if (first.equals("register")) {
            node.say("register");
        } else {
            node.sendEncoded(first);
        }

        await().until(node::closed);
        assertThat(node.received).containsExactly("{\"code\":500,\"message\":\"" + message + "\"}");
        assertThat(central.register.known()).isEmpty();
        assertThat(central.sockets.connected()).isEmpty();
        await().until(() -> door.strangers() == 0);
    }

    @Test
    void blanksAroundTheTokenDoNotMatter() {
        OriginalNode node = OriginalNode.connect(vertx, port, "bearer   " + SHARED, central.clock);
        node.tick();

        await().until(() -> central.sockets.connected().contains("2"));
    }

    @Test
    void aNodeWithATokenOfItsOwnNeedsNoRegisterFile() {
        OriginalNode node = OriginalNode.connect(vertx, port, "Bearer " + OWN_OF_7, central.clock);
        node.sendEncoded("[REGISTERNODES] [] [] {\"nodes\":[{\"id\":7,\"type\":\"wss\",\"identity\":7}]}");

        await().until(() -> central.sockets.connected().contains("7"));
    }

    @Test
    void case29aLoggedInNodeThatSpeaksForAnotherIsRefusedAndStaysConnected() {
        central.register(NodeDefinition.of("3", NodeType.PUSH_SSH));
        OriginalNode node = login();
        node.sendEncoded("[REGISTERNODES] [] [] {\"nodes\":[{\"id\":51,\"type\":\"push_ssh\",\"address\":\"x\"}]}");
        node.sendEncoded("[SETLOGS] [T] [] {\"code\":0,\"data\":{\"id\":3,\"result\":[]}}");
        node.sendEncoded("[PONG] [T] [] {\"code\":0,\"data\":{\"id\":3,\"data\":{}}}");
        node.sendEncoded("[COMMAND] [T] [] {\"content\":[]}");
        node.sendEncoded("no frame at all");

        await().until(() -> central.rows.of("").size() == 4);
        assertThat(central.register.constatus().get("3")).containsEntry("ping_ok", 0L);
        assertThat(central.logs.stored).isEmpty();
        assertThat(central.here).isEmpty();
        assertThat(node.closed()).isFalse();
    }

    @Test
    void case30theNewestSocketOfANodeWinsAndTheOlderOneIsClosed() {
        OriginalNode older = login();
        OriginalNode newer = OriginalNode.login(vertx, port, SHARED, central.clock);
        await().until(older::closed);
        assertThat(central.sockets.connected()).containsExactly("2");
        central.proxy.ping("2");

        await().until(() -> newer.receivedOf("PING").size() == 1);
        assertThat(older.received).isEmpty();
    }

    @Test
    void case31aSocketThatSaysNothingIsClosed() {
        door.close();
        port = serve(with(new DoorSettings.Limits(
                256, 30, Duration.ofMillis(200), LIMITS.idle(), LIMITS.dead(), LIMITS.session(), 250_000)));
        OriginalNode silent = OriginalNode.connect(vertx, port, "Bearer " + SHARED, central.clock);

        await().until(silent::closed);
        await().until(() -> door.strangers() == 0);
    }

    @Test
    void strangersAreBoundedAndLeaveRoomWhenTheyGo() {
        door.close();
        port = serve(with(new DoorSettings.Limits(
                10, 30, LIMITS.login(), LIMITS.idle(), LIMITS.dead(), LIMITS.session(), 250_000)));
        List<OriginalNode> silent = IntStream.range(0, 10)
                .mapToObj(each -> OriginalNode.connect(vertx, port, "Bearer x", central.clock))
                .toList();
        assertThat(OriginalNode.refusal(vertx, port, "Bearer " + SHARED)).isEqualTo(503);

        silent.forEach(OriginalNode::close);
        await().until(() -> door.strangers() == 0);
        login();
        await().until(() -> door.strangers() == 0);
    }

    @Test
    void anAddressWithManyFailedLoginsHasToWait() {
        door.close();
        port = serve(with(new DoorSettings.Limits(
                256, 3, LIMITS.login(), LIMITS.idle(), LIMITS.dead(), LIMITS.session(), 250_000)));
        for (int each = 0; each < 3; each++) {
            OriginalNode node = OriginalNode.login(vertx, port, "wrong", central.clock);
            await().until(node::closed);
        }

        assertThat(OriginalNode.refusal(vertx, port, "Bearer " + SHARED)).isEqualTo(429);
    }

    @Test
    void aWrongTokenCanBeRefusedBeforeTheUpgrade() {
        door.close();
        port = serve(new DoorSettings(SHARED, true, LIMITS));

        assertThat(OriginalNode.refusal(vertx, port, "Bearer wrong")).isEqualTo(401);
        assertThat(OriginalNode.refusal(vertx, port, null)).isEqualTo(401);
        login();
        assertThat(door.strangers()).isZero();
    }

    @Test
    void aSilentSocketIsToldAndClosed() {
        door.close();
        port = serve(with(new DoorSettings.Limits(
                256, 30, LIMITS.login(), Duration.ofMillis(300), LIMITS.dead(), LIMITS.session(), 250_000)));
        OriginalNode node = login();

        await().until(node::closed);
        assertThat(node.received).containsExactly("{\"code\":500,\"message\":\"timeout reached\"}");
        await().until(() -> central.sockets.connected().isEmpty());
        assertThat(central.register.knows("2")).isTrue();
    }

    @Test
    void aSocketOfGreatAgeIsClosedSoThatItsNodeLogsInAgain() {
        door.close();
        port = serve(with(new DoorSettings.Limits(
                256, 30, LIMITS.login(), LIMITS.idle(), LIMITS.dead(), Duration.ofMillis(300), 250_000)));
        OriginalNode node = login();

        await().until(node::closed);
        assertThat(node.received).isEmpty();
        login();
    }

    @Test
    void case27aNodeThatTakesItsLeaveMayFinishWhatItHasToSay() {
        OriginalNode node = login();
        node.say("unregister");
        node.say("setlogs-3");

        await().until(() -> central.logs.stored.size() == 1);
        assertThat(central.register.constatus()).isEmpty();
        assertThat(node.closed()).isFalse();
        assertThat(central.rows.failures(central.send("COMMAND", "2"))).containsExactly("proxy - unknown target 2");
    }

    @Test
    void aNodeTakenOutOfTheRegisterFileIsDisconnected() {
        OriginalNode node = login();
        central.register.unregister("2", "file");

        await().until(node::closed);
    }

    @Test
    void aMessageOfAMebibyteIsTakenAndALongerOneClosesTheSocket() {
        OriginalNode node = login();
        node.send("[SETLOGS] [] [] {\"code\":0,\"data\":{\"id\":2,\"result\":[],\"x\":\"" + "x".repeat((1 << 20) - 100)
                + "\"}}");
        await().until(() -> central.logs.stored.size() == 1);

        node.send("x".repeat((1 << 20) + 1));
        await().until(node::closed);
        await().until(() -> central.sockets.connected().isEmpty());
    }

    @Test
    void aMessageThatAnOriginalNodeCouldNotTakeIsNotSent() {
        OriginalNode node = login();
        String token = central.core.accept(
                new NodeFrame("COMMAND", "", "2", Map.of("content", "x".repeat(250_000))), Origin.INTERNAL);

        await().until(() -> !central.rows.failures(token).isEmpty());
        assertThat(central.rows.failures(token))
                .singleElement()
                .asString()
                .startsWith("Send message problem for '2': ");
        central.proxy.ping("2");
        await().until(() -> node.receivedOf("PING").size() == 1);
    }

    @Test
    void whatANodeHadNotReadWhenItsConnectionBrokeEndsWithARowEach() {
        WebSocket deaf = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + SHARED)
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/"), new WebSocket.Listener() {
                    @Override
                    public void onOpen(WebSocket socket) {
                        // asks for nothing: what is sent stays in the buffers of the connection
                    }
                })
                .join();
        central.wires.absent.add("2");
        deaf.sendText(OriginalNode.recorded("register"), true).join();
        await().until(() -> central.sockets.connected().contains("2") && central.register.connectable("2"));
        List<String> tokens = IntStream.range(0, 3)
                .mapToObj(i -> central.send("COMMAND", "2"))
                .toList();
        await().during(Duration.ofMillis(200)).until(() -> tokens.stream()
                .allMatch(token -> central.rows.of(token).isEmpty()));

        deaf.abort();

        await().untilAsserted(() -> assertThat(tokens)
                .allSatisfy(token -> assertThat(central.rows.failures(token)).hasSize(1)));
        assertThat(tokens)
                .extracting(token -> central.rows.failures(token).get(0))
                .containsExactly(
                        "Send message problem for '2': the connection broke before the node showed that it has this"
                                + " message; it may have it",
                        "cannot get connection from target node '2'",
                        "cannot get connection from target node '2'");
    }

    @Test
    void messagesArriveInTheOrderInWhichTheyWereSent() {
        OriginalNode node = login();
        for (int each = 0; each < 200; each++) {
            central.proxy
                    .send(new NodeFrame("COMMAND", "T" + each, "2", Map.of()))
                    .join();
        }

        await().until(() -> node.received.size() == 200);
        assertThat(node.received)
                .containsExactlyElementsOf(IntStream.range(0, 200)
                        .mapToObj(each -> "[COMMAND] [T" + each + "] [] {}")
                        .toList());
    }

    @Test
    void manyFramesAtOnceAreAllWorkedOnInOrder() {
        OriginalNode node = login();
        IntStream.range(0, 500)
                .forEach(each -> node.sendEncoded(
                        "[SETLOGS] [] [] {\"code\":0,\"data\":{\"id\":2,\"result\":[],\"number\":" + each + "}}"));

        await().until(() -> central.logs.stored.size() == 500);
        assertThat(central.logs.stored)
                .extracting(part -> part.get("number"))
                .containsExactlyElementsOf(IntStream.range(0, 500)
                        .boxed()
                        .map(each -> (Object) each)
                        .toList());
    }

    @Test
    void case25aNodeThatIsForcedOffMayComeBack() {
        OriginalNode node = login();
        node.mute();
        central.proxy.disconnect("2", "three pings were lost");
        await().until(node::closed);
        assertThat(central.rows.failures(central.send("COMMAND", "2"))).isEmpty();
        await().until(() -> central.sockets.connected().isEmpty());
        central.clock.pass(Duration.ofSeconds(60));
        OriginalNode back = login();
        central.proxy.ping("2");

        await().until(() -> central.register.constatus().get("2").get("ping_ok").equals(1L));
        assertThat(back.receivedOf("PING")).hasSize(1);
    }
}
