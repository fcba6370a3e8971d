package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.DebugFleet;
import dev.muster.HandNode;
import dev.muster.links.Links;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.model.Tree;
import dev.muster.store.AuditStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that ask for what is not theirs: cases 52 and 53 of specs/distributed-api.md section 12, and a second node of one id. */
class HostileNodeTest {
    @TempDir
    static Path folder;

    @AutoClose
    private static DebugFleet fleet;

    private HandNode hostile;
    private int runs;

    @BeforeAll
    static void start() throws IOException {
        fleet = new DebugFleet(folder);
        fleet.fleet().hub("m");
        fleet.fleet().relay("w1", "m");
    }

    @BeforeEach
    void join() {
        hostile = HandNode.join(fleet.fleet().url("m"), "hostile" + System.nanoTime());
        runs = fleet.runs();
    }

    @AfterEach
    void leave() {
        hostile.close();
        fleet.assertNothingLeft();
    }

    @Test
    void case52_anOperationThatIsNotInTheRegistryIsRefusedAndNothingRuns() {
        hostile.sayEnvelope(1, "java.lang.Runtime.exec", genuineIdentity());

        JsonNode failure = hostile.hearReply(1).at("/outcome/failure");
        assertThat(failure.path("code").asInt()).as(failure.toString()).isEqualTo(1000);
        assertThat(fleet.runs()).isEqualTo(runs);
        assertAudited(1, "java.lang.Runtime.exec", 1000);
    }

    @Test
    void case52_theSameNodeMayCallAnOperationThatExists() {
        hostile.sayEnvelope(1, "debug.whoami.master", genuineIdentity());

        JsonNode outcome = hostile.hearReply(1).path("outcome");
        assertThat(outcome.at("/items/affected/0/name").asText())
                .as(outcome.toString())
                .isEqualTo("m");
        assertThat(fleet.runs()).isEqualTo(runs + 1);
    }

    @Test
    void case53_aMadeUpIdentityIsRejected() {
        String header = encoded("{\"alg\":\"none\"}");
        String claims =
                encoded("{\"sub\":\"admin\",\"roles\":[\"administrator\"],\"rbac_mode\":\"black\",\"exp\":9999999999}");
        List<String> forged = List.of(
                "", "admin", "{\"rbac_mode\":\"black\"}", header + "." + claims + ".", header + "." + claims + ".AAAA");

        for (int i = 0; i < forged.size(); i++) {
            hostile.sayEnvelope(i + 1, "debug.whoami.all", forged.get(i));
            assertRejected(i + 1);
            assertAudited(i + 1, "debug.whoami.all", 3072);
        }
        assertThat(fleet.runs()).isEqualTo(runs);
    }

    @Test
    void case53_aChangedIdentityIsRejected() {
        String[] parts = genuineIdentity().split("\\.", -1);
        assertThat(parts).hasSize(3);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);

        hostile.sayEnvelope(
                1,
                "debug.whoami.all",
                parts[0] + "." + encoded(claims.replaceFirst("\"exp\":\\d", "\"exp\":9")) + "." + parts[2]);

        assertRejected(1);
        assertThat(fleet.runs()).isEqualTo(runs);
    }

    @Test
    void aSecondNodeOfAnIdIsRefusedAndTheFirstStays() {
        try (HandNode second = HandNode.dial(fleet.fleet().url("m"), "w1", "RELAY")) {
            JsonNode refused = second.hear("refused");
            assertThat(refused.path("code").asInt()).isEqualTo(3028);
            assertThat(refused.path("detail").asText()).contains("w1");
            await().until(second::closed);
        }
        assertThat(fleet.part("m", Tree.class).find("w1").map(Node::state)).contains(NodeState.CONNECTED);
        assertThat(DebugFleet.nodes(fleet.call("m", "debug.whoami.all", "{'target': {'nodes': ['w1']}}")))
                .containsExactly("w1");
    }

    @Test
    void aNodeMayNotClaimTheIdOfTheHub() {
        try (HandNode second = HandNode.dial(fleet.fleet().url("w1"), "m", "RELAY")) {
            assertThat(second.hear("refused").path("code").asInt()).isEqualTo(3029);
        }
    }

    @Test
    void aNodeMayNotAnswerInTheNameOfAnother() {
        String self = self();
        CompletableFuture<List<String>> answer = CompletableFuture.supplyAsync(() ->
                DebugFleet.nodes(fleet.call("m", "debug.whoami.all", "{'target': {'nodes': ['w1', '" + self + "']}}")));
        int call = hostile.hear("envelope").path("call").asInt();

        hostile.say("{'type':'reply','call':" + call
                + ",'node':'w1','outcome':{'mapping':{'values':{'name':'forged'},'priority':[]}}}");

        assertThat(answer.orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join())
                .containsExactly("w1");
        await().until(hostile::closed);
    }

    private void assertRejected(int call) {
        JsonNode failure = hostile.hearReply(call).at("/outcome/failure");
        assertThat(failure.path("code").asInt())
                .as("call %s: %s", call, failure)
                .isEqualTo(3072);
        assertThat(failure.path("status").asInt()).isEqualTo(403);
    }

    private void assertAudited(int call, String operation, int code) {
        await("the audit record").untilAsserted(() -> assertThat(
                        fleet.part("m", AuditStore.class).newest(100))
                .filteredOn(row ->
                        row.caller().equals("node " + self()) && row.token().equals("from-hand-" + call))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.operation()).isEqualTo(operation);
                    assertThat(row.outcome()).isEqualTo(code);
                }));
    }

    private String self() {
        return fleet.part("m", Links.class).connected().stream()
                .filter(id -> id.startsWith("hostile"))
                .findFirst()
                .orElseThrow();
    }

    /** The identity of a caller as it came down with a call to this node. */
    private String genuineIdentity() {
        String self = self();
        CompletableFuture<?> call = CompletableFuture.supplyAsync(() ->
                fleet.call("m", "debug.whoami.all", "{'timeout': '100ms', 'target': {'nodes': ['" + self + "']}}"));
        String identity = hostile.hear("envelope").path("identity").asText();
        call.orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join();
        runs = fleet.runs();
        return identity;
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
