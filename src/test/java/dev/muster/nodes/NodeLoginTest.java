package dev.muster.nodes;

import static dev.muster.nodes.DoorSite.LIMITS;
import static dev.muster.nodes.DoorSite.OWN_OF_7;
import static dev.muster.nodes.DoorSite.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.model.NodeType;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets through the door, and whose connection does not last. */
class NodeLoginTest {
    @AutoClose
    private final DoorSite site = new DoorSite();

    private final Central central = site.central;

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
        OriginalNode node = site.connect(authorization);
        if (first.equals("register")) {
            node.say("register");
        } else {
            node.sendEncoded(first);
        }

        await().until(node::closed);
        assertThat(node.received).containsExactly("{\"code\":500,\"message\":\"" + message + "\"}");
        assertThat(central.register.known()).isEmpty();
        assertThat(central.sockets.connected()).isEmpty();
        await().until(() -> site.door.strangers() == 0);
    }

    @Test
    void blanksAroundTheTokenDoNotMatter() {
        OriginalNode node = site.connect("bearer   " + SHARED);
        node.tick();

        await().until(() -> central.sockets.connected().contains("2"));
    }

    @Test
    void aNodeWithATokenOfItsOwnNeedsNoRegisterFile() {
        OriginalNode node = site.connect("Bearer " + OWN_OF_7);
        node.sendEncoded("[REGISTERNODES] [] [] {\"nodes\":[{\"id\":7,\"type\":\"wss\",\"identity\":7}]}");

        await().until(() -> central.sockets.connected().contains("7"));
    }

    @Test
    void case29aLoggedInNodeThatSpeaksForAnotherIsRefusedAndStaysConnected() {
        central.register(NodeDefinition.of("3", NodeType.PUSH_SSH));
        OriginalNode node = site.login();
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
        OriginalNode older = site.login();
        OriginalNode newer = OriginalNode.login(site.vertx, site.port, SHARED, central.clock);
        await().until(older::closed);
        assertThat(central.sockets.connected()).containsExactly("2");
        central.proxy.ping("2");

        await().until(() -> newer.receivedOf("PING").size() == 1);
        assertThat(older.received).isEmpty();
    }

    @Test
    void case31aSocketThatSaysNothingIsClosed() {
        site.serve(new DoorSettings.Limits(
                256, 30, Duration.ofMillis(200), LIMITS.idle(), LIMITS.dead(), LIMITS.session(), 250_000));
        OriginalNode silent = site.connect("Bearer " + SHARED);

        await().until(silent::closed);
        await().until(() -> site.door.strangers() == 0);
    }

    @Test
    void strangersAreBoundedAndLeaveRoomWhenTheyGo() {
        site.serve(new DoorSettings.Limits(
                10, 30, LIMITS.login(), LIMITS.idle(), LIMITS.dead(), LIMITS.session(), 250_000));
        List<OriginalNode> silent = IntStream.range(0, 10)
                .mapToObj(each -> site.connect("Bearer x"))
                .toList();
        assertThat(OriginalNode.refusal(site.vertx, site.port, "Bearer " + SHARED))
                .isEqualTo(503);

        silent.forEach(OriginalNode::close);
        await().until(() -> site.door.strangers() == 0);
        site.login();
        await().until(() -> site.door.strangers() == 0);
    }

    @Test
    void anAddressWithManyFailedLoginsHasToWait() {
        site.serve(new DoorSettings.Limits(
                256, 3, LIMITS.login(), LIMITS.idle(), LIMITS.dead(), LIMITS.session(), 250_000));
        for (int each = 0; each < 3; each++) {
            OriginalNode node = OriginalNode.login(site.vertx, site.port, "wrong", central.clock);
            await().until(node::closed);
        }

        assertThat(OriginalNode.refusal(site.vertx, site.port, "Bearer " + SHARED))
                .isEqualTo(429);
    }

    @Test
    void aWrongTokenCanBeRefusedBeforeTheUpgrade() {
        site.serve(new DoorSettings(SHARED, true, LIMITS));

        assertThat(OriginalNode.refusal(site.vertx, site.port, "Bearer wrong")).isEqualTo(401);
        assertThat(OriginalNode.refusal(site.vertx, site.port, null)).isEqualTo(401);
        site.login();
        assertThat(site.door.strangers()).isZero();
    }

    @Test
    void aSilentSocketIsToldAndClosed() {
        site.serve(new DoorSettings.Limits(
                256, 30, LIMITS.login(), Duration.ofMillis(300), LIMITS.dead(), LIMITS.session(), 250_000));
        OriginalNode node = site.login();

        await().until(node::closed);
        assertThat(node.received).containsExactly("{\"code\":500,\"message\":\"timeout reached\"}");
        await().until(() -> central.sockets.connected().isEmpty());
        assertThat(central.register.knows("2")).isTrue();
    }

    @Test
    void aSocketOfGreatAgeIsClosedSoThatItsNodeLogsInAgain() {
        site.serve(new DoorSettings.Limits(
                256, 30, LIMITS.login(), LIMITS.idle(), LIMITS.dead(), Duration.ofMillis(300), 250_000));
        OriginalNode node = site.login();

        await().until(node::closed);
        assertThat(node.received).isEmpty();
        site.login();
    }
}
