package dev.muster.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.model.NodeType;
import dev.muster.model.ResultCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProxyTest {
    private final Central central = new Central();

    @AfterEach
    void close() {
        central.close();
    }

    private static NodeDefinition ssh(String id) {
        return NodeDefinition.of(id, NodeType.PUSH_SSH);
    }

    private static NodeDefinition push(String id, NodeDefinition.Subnode... subnodes) {
        return new NodeDefinition(id, NodeType.PUSH_ZMQ, false, List.of(subnodes), Map.of());
    }

    private void failsWith(String token, String message) {
        await().untilAsserted(() -> assertThat(central.rows.failures(token)).containsExactly(message));
    }

    private Map<?, ?> counters(String group) {
        return (Map<?, ?>) central.counters.snapshot().get(group);
    }

    @Test
    void aTokenIsMadeUpOf128HexDigits() {
        assertThat(central.send("COMMAND", "")).matches("[0-9a-f]{128}").isNotEqualTo(central.send("COMMAND", ""));
    }

    @Test
    void aTextThatIsNoFrameIsAnsweredUnderATokenOfItsOwn() {
        failsWith(central.core.accept("COMMAND please", Origin.EXTERNAL), "request not well formatted");
        failsWith(central.core.accept("[COMMAND] [T] [2] {", Origin.EXTERNAL), "proxy - cannot decode json");
    }

    @Test
    void case20theOwnIdIsHereAndMovesNoCounterOfTheProxy() {
        String token = central.send("COMMAND", "1");

        assertThat(central.here).containsExactly(new NodeFrame("COMMAND", token, "", Map.of()));
        assertThat(counters("proxy").get("total")).isEqualTo(0L);
        assertThat(counters("internal").get("command")).isEqualTo(1L);
        assertThat(central.counters.snapshot()).containsEntry("total", 1L);
    }

    @Test
    void anActionThatNobodyTakesIsUnknown() {
        String token = central.send("DANCE", "");

        assertThat(central.rows.of(token)).singleElement().satisfies(row -> {
            assertThat(row.code()).isEqualTo(ResultCode.KO);
            assertThat(row.data()).isEqualTo(Map.of("error", "unknown_action", "message", "action 'DANCE' is unknown"));
        });
    }

    @Test
    void case21aNodeThatNobodyKnowsIsAnUnknownTarget() {
        failsWith(central.send("COMMAND", "77"), "proxy - unknown target 77");
        assertThat(counters("proxy").get("command")).isEqualTo(1L);
    }

    @Test
    void case22anAbsentNodeCannotBeConnected() {
        central.register(push("4"));
        central.wires.absent.add("4");

        failsWith(central.send("COMMAND", "4"), "cannot connect on target node '4'");
    }

    @Test
    void aLinkThatBreaksSaysWhy() {
        central.register(push("4"), push("6"));
        central.wires.broken.put("4", new IllegalStateException("Handshake timeout"));
        central.wires.broken.put("6", new UndeliveredException("cannot connect on target node '6'"));

        failsWith(central.send("COMMAND", "4"), "Send message problem for '4': Handshake timeout");
        failsWith(central.send("COMMAND", "6"), "cannot connect on target node '6'");
    }

    @Test
    void case27aPrevailingNodeThatLeftHasNoPathway() {
        central.register(new NodeDefinition("2", NodeType.PULLWSS, true, List.of(), Map.of()));
        central.reports.joined("2", NodeType.WSS);
        central.reports.left("2");

        failsWith(central.send("COMMAND", "2"), "proxy - no pathway for target 2");
        failsWith(central.send("PING", "2"), "proxy - no pathway for target 2");
    }

    @Test
    void aNodeWhoseSocketIsGoneHasNoConnection() {
        central.wires.absent.addAll(List.of("2", "8"));
        central.reports.joined("2", NodeType.WSS);
        central.reports.joined("8", NodeType.PULL);

        failsWith(central.send("COMMAND", "2"), "cannot get connection from target node '2'");
        failsWith(central.send("COMMAND", "8"), "proxy - node '8' had never been connected");
    }

    @Test
    void theHopSeesATargetOnlyWhenItIsNotItself() {
        central.register(push("2", new NodeDefinition.Subnode("5", 1)), NodeDefinition.of("8", NodeType.PULL));
        central.reports.joined("8", NodeType.PULL);
        central.send("COMMAND", "2");
        central.send("COMMAND", "5");
        central.send("COMMAND", "8");

        await().untilAsserted(() -> assertThat(central.wires.sent)
                .containsExactlyInAnyOrder("2 <- [COMMAND] []", "2 <- [COMMAND] [5]", "8 <- [COMMAND] [8]"));
    }

    @Test
    void case56theBetterParentIsTakenUntilItIsSilent() {
        central.register(push("2", new NodeDefinition.Subnode("5", 10)), push("6", new NodeDefinition.Subnode("5", 1)));
        central.register.ponged("2", Map.of());
        central.register.ponged("6", Map.of());
        central.send("COMMAND", "5");
        await().until(() -> central.wires.sentTo("6").size() == 1);

        central.clock.pass(Duration.ofSeconds(299));
        central.register.ponged("2", Map.of());
        central.clock.pass(Duration.ofSeconds(1));
        central.send("COMMAND", "5");
        await().until(() -> central.wires.sentTo("2").size() == 1);

        central.clock.pass(Duration.ofSeconds(400));
        central.send("COMMAND", "5");
        await().until(() -> central.wires.sentTo("6").size() == 2);
    }

    @Test
    void case36onlyOneFetchRunsAtATimeAndItAsksFromTheCursorOn() {
        central.register(push("2"));
        central.send("GETLOG", "2");
        await().until(() -> central.wires.sentTo("2").size() == 1);

        failsWith(central.send("GETLOG", "2"), "proxy - getlog already in progress");
    }

    @Test
    void aCursorThatCannotBeReadIsAProblem() {
        central.register(push("2"));
        central.logs.broken = true;

        failsWith(central.send("GETLOG", "2"), "proxy - problem to getlog");
    }

    @Test
    void case37historiesOfSshNodesAreHereAlready() {
        central.register(new NodeDefinition(
                "3", NodeType.PUSH_SSH, false, List.of(new NodeDefinition.Subnode("9", 1)), Map.of()));

        failsWith(central.send("GETLOG", "3"), "proxy - can't get log a ssh target or through a ssh node");
        failsWith(central.send("GETLOG", "9"), "proxy - can't get log a ssh target or through a ssh node");
    }

    @Test
    void aFetchThatCouldNotBeAskedForMayBeTriedAgain() {
        central.register(push("2"));
        central.wires.absent.add("2");
        failsWith(central.send("GETLOG", "2"), "cannot connect on target node '2'");

        await().until(() -> central.logs.asked.isEmpty());
    }

    @Test
    void aPingThatCannotBeSentToADialledNodeFailsAtOnceAndLeavesNoRow() {
        central.register(push("4"));
        central.wires.absent.add("4");
        central.register.health("4").orElseThrow().pinged();
        central.proxy.ping("4");

        await().untilAsserted(() -> assertThat(
                        central.register.health("4").orElseThrow().fields())
                .containsEntry("ping_failed", 1L)
                .containsEntry("in_progress_ping", 0));
        assertThat(central.rows.of("")).isEmpty();
    }

    @Test
    void case60aLongCommandOnOneNodeDelaysNeitherOthersNorItsOwnPing() {
        central.register(ssh("3"), push("2"));
        central.wires.hanging.put("3", new CompletableFuture<>());
        central.send("COMMAND", "3");
        for (int each = 0; each < 20; each++) {
            central.send("COMMAND", "2");
            int sent = each + 1;
            await().until(() -> central.wires.sentTo("2").size() == sent);
        }
        central.proxy.ping("3");

        await().until(() -> central.wires.sentTo("3").contains("3 <- [PING] []"));
    }

    @Test
    void whatDoesNotFitTheQueueOrWaitsTooLongEndsUnderItsToken() {
        central.register(ssh("3"));
        central.wires.hanging.put("3", new CompletableFuture<>());
        central.send("COMMAND", "3");
        await().until(() -> central.wires.sent.size() == 1);
        List<String> waiting = java.util.stream.Stream.generate(() -> central.send("COMMAND", "3"))
                .limit(5)
                .toList();

        failsWith(central.send("COMMAND", "3"), "proxy - queue full for node '3'");
        central.clock.pass(Duration.ofSeconds(301));
        central.lanes.expire();
        waiting.forEach(token -> failsWith(token, "proxy - message expired for node '3'"));
        assertThat(central.wires.sent).hasSize(1);
    }

    @Test
    void aForcedRedialEndsWhatIsUnderWayAndGoesOn() {
        central.register(ssh("3"));
        central.wires.hanging.put("3", new CompletableFuture<>());
        String stuck = central.send("COMMAND", "3");
        await().until(() -> central.wires.sent.size() == 1);
        central.wires.hanging.clear();
        central.core.accept(new NodeFrame("PROXYCLOSECONNECTION", "", "", Map.of("id", 3)), Origin.INTERNAL);
        central.send("COMMAND", "3");

        failsWith(stuck, "Send message problem for '3': the connection was closed on request");
        await().until(() -> central.wires.sent.size() == 2);
        assertThat(central.wires.closed).containsExactly("3");
    }

    @Test
    void aNodeThatIsUnregisteredTakesItsQueueWithIt() {
        central.register(ssh("3"));
        central.wires.hanging.put("3", new CompletableFuture<>());
        String first = central.send("COMMAND", "3");
        String second = central.send("COMMAND", "3");
        await().until(() -> central.wires.sent.size() == 1);
        central.register.unregister("3", "file");

        failsWith(first, "proxy - unknown target 3");
        failsWith(second, "proxy - unknown target 3");
        assertThat(central.logs.forgotten).containsExactly("3");
    }

    @Test
    void case62afterTheStopEverythingIsRefusedAndWhatWaitedIsEnded() {
        String stopping = "gorgone is stopping/restarting. Cannot proceed request.";
        central.register(ssh("3"));
        central.wires.hanging.put("3", new CompletableFuture<>());
        String underWay = central.send("COMMAND", "3");
        String waiting = central.send("COMMAND", "3");
        await().until(() -> central.wires.sent.size() == 1);
        central.core.close();

        failsWith(underWay, stopping);
        failsWith(waiting, stopping);
        failsWith(central.send("COMMAND", "3"), stopping);
        failsWith(central.send("COMMAND", ""), stopping);
    }
}
