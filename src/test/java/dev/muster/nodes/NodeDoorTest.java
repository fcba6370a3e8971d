package dev.muster.nodes;

import static dev.muster.nodes.DoorSite.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is said through the door, in both directions. */
class NodeDoorTest {
    @AutoClose
    private final DoorSite site = new DoorSite();

    private final Central central = site.central;

    @Test
    void case18aNodeThatRegistersGetsItsMessagesUnescapedWithAnEmptyTarget() {
        OriginalNode node = site.login();
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
        OriginalNode node = site.login();
        central.proxy.ping("2");

        await().until(() -> central.register.constatus().get("2").get("ping_ok").equals(1L));
        assertThat(node.received).containsExactly("[PING] [] [] {}");
        assertThat(central.register.constatus().get("2"))
                .containsEntry("ping_failed", 0L)
                .containsEntry("status", "alive");
    }

    @Test
    void case32aHistoryInThreePartsArrivesDecodedAndInOrder() {
        OriginalNode node = site.login();
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
        OriginalNode node = site.login();
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

    @Test
    void case27aNodeThatTakesItsLeaveMayFinishWhatItHasToSay() {
        OriginalNode node = site.login();
        node.say("unregister");
        node.say("setlogs-3");

        await().until(() -> central.logs.stored.size() == 1);
        assertThat(central.register.constatus()).isEmpty();
        assertThat(node.closed()).isFalse();
        assertThat(central.rows.failures(central.send("COMMAND", "2"))).containsExactly("proxy - unknown target 2");
    }

    @Test
    void aNodeTakenOutOfTheRegisterFileIsDisconnected() {
        OriginalNode node = site.login();
        central.register.unregister("2", "file");

        await().until(node::closed);
    }

    @Test
    void aMessageOfAMebibyteIsTakenAndALongerOneClosesTheSocket() {
        OriginalNode node = site.login();
        node.send("[SETLOGS] [] [] {\"code\":0,\"data\":{\"id\":2,\"result\":[],\"x\":\"" + "x".repeat((1 << 20) - 100)
                + "\"}}");
        await().until(() -> central.logs.stored.size() == 1);

        node.send("x".repeat((1 << 20) + 1));
        await().until(node::closed);
        await().until(() -> central.sockets.connected().isEmpty());
    }

    @Test
    void aMessageThatAnOriginalNodeCouldNotTakeIsNotSent() {
        OriginalNode node = site.login();
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
                .buildAsync(URI.create("ws://127.0.0.1:" + site.port + "/"), new WebSocket.Listener() {
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
        OriginalNode node = site.login();
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
        OriginalNode node = site.login();
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
        OriginalNode node = site.login();
        node.mute();
        central.proxy.disconnect("2", "three pings were lost");
        await().until(node::closed);
        assertThat(central.rows.failures(central.send("COMMAND", "2"))).isEmpty();
        await().until(() -> central.sockets.connected().isEmpty());
        central.clock.pass(Duration.ofSeconds(60));
        OriginalNode back = site.login();
        central.proxy.ping("2");

        await().until(() -> central.register.constatus().get("2").get("ping_ok").equals(1L));
        assertThat(back.receivedOf("PING")).hasSize(1);
    }

    private static String row(Map<String, Object> part, String field) {
        return ((Map<?, ?>) ((List<?>) part.get("result")).get(0)).get(field).toString();
    }
}
