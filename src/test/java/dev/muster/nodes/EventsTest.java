package dev.muster.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.Rows;
import dev.muster.model.NodeType;
import dev.muster.model.ResultCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventsTest {
    private final Central central = new Central();

    @AfterEach
    void close() {
        central.close();
    }

    private String event(String action, String json) throws BadFrameException {
        return central.core.accept(NodeFrame.decode("[" + action + "] [] [] " + json), Origin.INTERNAL);
    }

    private boolean says(String node, String text) throws BadFrameException {
        return central.reports.take(node, NodeFrame.decode(text));
    }

    @Test
    void nodesAreRegisteredAndUnregisteredByMessage() throws BadFrameException {
        event(
                "REGISTERNODES",
                """
                {"nodes":[{"id":2,"type":"push_ssh","address":"a","ssh_port":22,"nodes":[{"id":5,"pathscore":"near"}]},
                          {"id":"x","type":"wss","identity":"x"}]}""");
        assertThat(central.register.find("2").orElseThrow().options())
                .isEqualTo(Map.of("address", "a", "ssh_port", 22));
        assertThat(central.register.candidates("5")).containsExactly("2");
        assertThat(central.register.connectable("x")).isTrue();

        event("UNREGISTERNODES", "{\"nodes\":[{\"id\":2}]}");
        assertThat(central.register.knows("2")).isFalse();
        assertThat(central.register.knows("5")).isFalse();
    }

    @Test
    void aDefinitionThatMakesNoSenseIsRefusedUnderItsToken() throws BadFrameException {
        String token = event("REGISTERNODES", "{\"nodes\":[{\"id\":2,\"type\":\"pigeon\"}]}");

        assertThat(central.rows.failures(token))
                .singleElement()
                .asString()
                .startsWith("type 'pigeon' is not known: use one of push_zmq");
    }

    @Test
    void aNodeMayBeAddedByItsDefinitionAlone() throws BadFrameException {
        event("PROXYADDNODE", "{\"id\":2,\"type\":\"push_zmq\",\"address\":\"a\",\"port\":5556}");
        event("PROXYADDNODE", "{\"id\":2,\"type\":\"push_zmq\",\"address\":\"a\",\"port\":5556}");
        assertThat(central.wires.closed).isEmpty();

        event("PROXYADDNODE", "{\"id\":2,\"type\":\"push_zmq\",\"address\":\"b\",\"port\":5556}");
        assertThat(central.wires.closed).containsExactly("2");
        assertThat(central.register.constatus().get("2")).containsEntry("ping_failed", 1L);
    }

    @Test
    void subnodesAreAddedToAKnownNodeOnly() throws BadFrameException {
        event("PROXYADDNODE", "{\"id\":2,\"type\":\"push_zmq\",\"address\":\"a\"}");
        String known = event("PROXYADDSUBNODE", "{\"id\":2,\"nodes\":[{\"id\":5,\"pathscore\":3}]}");
        String unknown = event("PROXYADDSUBNODE", "{\"id\":9,\"nodes\":[{\"id\":5}]}");

        assertThat(central.register.candidates("5")).containsExactly("2");
        assertThat(central.rows.of(known)).extracting(Rows.Row::code).containsExactly(ResultCode.OK);
        assertThat(central.rows.failures(unknown)).containsExactly("unknown node");
    }

    @Test
    void case23aPongMarksTheNodeAliveAndIsIgnoredWithoutAnId() throws BadFrameException {
        event("PROXYADDNODE", "{\"id\":2,\"type\":\"push_zmq\",\"address\":\"a\"}");
        event("PONG", "{\"code\":0,\"data\":{\"action\":\"ping\",\"message\":\"ping ok\",\"data\":{}}}");
        assertThat(central.register.constatus().get("2"))
                .containsEntry("ping_ok", 0L)
                .containsEntry("status", "never");

        event(
                "PONG",
                "{\"code\":0,\"data\":{\"action\":\"ping\",\"id\":2,\"hostname\":\"h\",\"data\":{\"5\":{\"type\":\"wss\",\"nodes\":{}}}}}");
        assertThat(central.register.constatus().get("2"))
                .containsEntry("ping_ok", 1L)
                .containsEntry("ping_failed", 0L)
                .containsEntry("last_ping_recv", 1_795_248_000L)
                .containsEntry("status", "alive")
                .containsEntry("nodes", Map.of("5", Map.of("type", "wss", "nodes", Map.of())));
    }

    @Test
    void aResetEndsThePendingPingOfAKnownNode() throws BadFrameException {
        event("PROXYADDNODE", "{\"id\":2,\"type\":\"push_zmq\",\"address\":\"a\"}");
        central.register.health("2").orElseThrow().pinged();
        event("PONGRESET", "{\"data\":{\"id\":2}}");
        event("PONGRESET", "{\"data\":{\"id\":9}}");

        assertThat(central.register.constatus().get("2"))
                .containsEntry("in_progress_ping", 0)
                .containsEntry("ping_timeout", 0)
                .containsEntry("ping_failed", 1L);
    }

    @Test
    void logsNeedAnIdAndNewsNeedOneToo() throws BadFrameException {
        assertThat(central.rows.failures(
                        event("SETLOGS", "{\"code\":0,\"data\":{\"action\":\"getlog\",\"result\":[]}}")))
                .containsExactly("proxy - need a id to setlogs");
        assertThat(central.rows.failures(event("SYNCLOGS", "{\"code\":0,\"data\":{}}")))
                .containsExactly("please set id for synclog");
    }

    @Test
    void logsAreStoredCountAsASignOfLifeAndAreAnnouncedToTheParents() throws BadFrameException {
        central.reports.joined("2", NodeType.WSS);
        says(
                "2",
                "[SETLOGS] [T2] [] {\"code\":0,\"data\":{\"action\":\"getlog\",\"nb_total_msg\":1,\"result\":[{\"id\":1}]}}");

        assertThat(central.logs.stored).singleElement().satisfies(part -> assertThat(part)
                .containsEntry("id", "2"));
        assertThat(central.register.constatus().get("2"))
                .containsEntry("last_ping_recv", 1_795_248_000L)
                .containsEntry("ping_ok", 0L);
        assertThat(central.toParents)
                .extracting(NodeFrame::encode)
                .containsExactly("[SYNCLOGS] [] [] " + Json.text(Map.of("code", 0, "data", Map.of("id", "1"))));
    }

    @Test
    void anAnswerWithoutRowsIsNoNewsForTheParents() throws BadFrameException {
        central.reports.joined("2", NodeType.WSS);
        says("2", "[SETLOGS] [T2] [] {\"code\":0,\"data\":{\"id\":2,\"nb_total_msg\":1,\"result\":[]}}");

        assertThat(central.toParents).isEmpty();
        assertThat(central.register.constatus().get("2")).containsEntry("last_ping_recv", 1_795_248_000L);
    }

    @Test
    void newsOfANodeAreFetchedAtOnceAndOnceMoreWhenAFetchIsRunning() throws BadFrameException {
        central.register(NodeDefinition.of("2", NodeType.PUSH_ZMQ), NodeDefinition.of("6", NodeType.PUSH_ZMQ));
        says("2", "[SYNCLOGS] [] [] {\"code\":0,\"data\":{\"id\":2}}");
        await().until(() -> central.wires.sent.equals(List.of("2 <- [GETLOG] []")));
        says("2", "[SYNCLOGS] [] [] {\"code\":0,\"data\":{\"id\":2}}");
        says("2", "[SETLOGS] [] [] {\"code\":0,\"data\":{\"id\":2,\"result\":[]}}");

        await().until(() -> central.wires.sent.equals(List.of("2 <- [GETLOG] []", "2 <- [GETLOG] []")));
    }

    @Test
    void case29aNodeSpeaksForItselfOnly() throws BadFrameException {
        central.register(NodeDefinition.of("3", NodeType.PUSH_SSH));
        central.reports.joined("2", NodeType.WSS);
        Map<String, Object> before = central.register.constatus().get("3");

        assertThat(says("2", "[REGISTERNODES] [] [] {\"nodes\":[{\"id\":51,\"type\":\"push_ssh\",\"address\":\"x\"}]}"))
                .isFalse();
        assertThat(says("2", "[UNREGISTERNODES] [] [] {\"nodes\":[{\"id\":3}]}"))
                .isFalse();
        assertThat(says("2", "[SETLOGS] [T] [] {\"code\":0,\"data\":{\"id\":3,\"result\":[]}}"))
                .isFalse();
        assertThat(says("2", "[PONG] [] [] {\"code\":0,\"data\":{\"id\":3,\"data\":{}}}"))
                .isFalse();
        assertThat(says("2", "[COMMAND] [T] [3] {\"content\":[]}")).isFalse();

        assertThat(central.register.constatus().get("3")).isEqualTo(before);
        assertThat(central.register.knows("51")).isFalse();
        assertThat(central.logs.stored).isEmpty();
        assertThat(central.rows.of("T")).isEmpty();
        assertThat(central.rows.failures(""))
                .containsExactly(
                        "node '2' may not send REGISTERNODES for '51'",
                        "node '2' may not send UNREGISTERNODES for '3'",
                        "node '2' may not send SETLOGS for '3'",
                        "node '2' may not send PONG for '3'",
                        "node '2' may not send COMMAND");
        assertThat((Map<?, ?>) central.counters.snapshot().get("refused"))
                .hasToString("{command=1, pong=1, registernodes=1, setlogs=1, total=5, unregisternodes=1}");
    }

    @Test
    void aNodeCannotDefineItselfAsAnythingButANodeThatDialsIn() throws BadFrameException {
        assertThat(
                        says(
                                "2",
                                "[REGISTERNODES] [] [] {\"nodes\":[{\"id\":2,\"type\":\"push_ssh\",\"address\":\"x\",\"prevail\":1,\"nodes\":[{\"id\":3}]}]}"))
                .isTrue();

        assertThat(central.register.find("2").orElseThrow()).isEqualTo(NodeDefinition.of("2", NodeType.WSS));
    }
}
