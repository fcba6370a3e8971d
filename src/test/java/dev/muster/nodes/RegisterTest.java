package dev.muster.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.TestClock;
import dev.muster.model.NodeHealth;
import dev.muster.model.NodeType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RegisterTest {
    private static final String FILE = "register file";

    private final TestClock clock = new TestClock();
    private final Register register = new Register(
            "1",
            type -> new NodeHealth(
                    type,
                    new NodeHealth.Periods(Duration.ofSeconds(60), Duration.ofSeconds(300)),
                    clock,
                    new Random(1)));
    private final List<String> news = new ArrayList<>();

    RegisterTest() {
        register.onChange(new RegisterListener() {
            @Override
            public void added(NodeDefinition node) {
                news.add("added " + node.id());
            }

            @Override
            public void changed(NodeDefinition before, NodeDefinition after) {
                news.add("changed " + after.id());
            }

            @Override
            public void removed(NodeDefinition node, String source) {
                news.add("removed " + node.id());
            }
        });
    }

    private void put(String source, String identity, NodeDefinition definition) {
        register.register(List.of(new Registration(definition, identity, source)));
    }

    private static NodeDefinition node(
            String id, NodeType type, boolean prevail, Map<String, Object> options, String... subnodes) {
        return new NodeDefinition(
                id,
                type,
                prevail,
                java.util.Arrays.stream(subnodes)
                        .map(subnode -> new NodeDefinition.Subnode(subnode, 1))
                        .toList(),
                options);
    }

    private void login(String id) {
        put(Registration.MESSAGE, id, NodeDefinition.of(id, NodeType.WSS));
    }

    @Test
    void aNewNodeIsShownWithEveryFieldOfItsHealth() {
        put(FILE, "", NodeDefinition.of("2", NodeType.PUSH_SSH));

        assertThat(register.constatus()).containsOnlyKeys("2");
        assertThat(register.constatus().get("2").keySet().toString())
                .isEqualTo(
                        "[type, in_progress_ping, ping_timeout, ping_ok, ping_failed, last_ping_sent, last_ping_recv,"
                                + " next_ping, status, nodes]");
    }

    @Test
    void theSameDefinitionAgainChangesNothing() {
        put(FILE, "", node("2", NodeType.PUSH_SSH, false, Map.of("address", "a")));
        put(FILE, "", node("2", NodeType.PUSH_SSH, false, Map.of("address", "a")));

        assertThat(news).containsExactly("added 2");
    }

    @Test
    void aChangedAddressOfADialledNodeEndsItsLinkAndItsPing() {
        put(FILE, "", node("2", NodeType.PUSH_SSH, false, Map.of("address", "a")));
        register.health("2").orElseThrow().pinged();
        put(FILE, "", node("2", NodeType.PUSH_SSH, false, Map.of("address", "b")));

        assertThat(news).containsExactly("added 2", "changed 2");
        assertThat(register.health("2").orElseThrow().fields())
                .containsEntry("in_progress_ping", 0)
                .containsEntry("ping_failed", 1L);
    }

    @Test
    void case57aPrevailingDefinitionIsKeptAndItsLinkUsable() {
        put(FILE, "", node("2", NodeType.PULLWSS, true, Map.of("ping_timeout", 7)));
        login("2");

        assertThat(register.find("2").orElseThrow().type()).isEqualTo(NodeType.PULLWSS);
        assertThat(register.find("2").orElseThrow().pingTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(register.connectable("2")).isTrue();
    }

    @Test
    void theFileItselfMayChangeADefinitionThatPrevails() {
        put(FILE, "", node("2", NodeType.PUSH_SSH, true, Map.of("address", "a")));
        put(FILE, "", node("2", NodeType.PUSH_SSH, true, Map.of("address", "b")));

        assertThat(register.find("2").orElseThrow().option("address")).isEqualTo("b");
    }

    @Test
    void withoutPrevailWhatANodeSaysReplacesItsDefinition() {
        put(FILE, "", node("2", NodeType.PULLWSS, false, Map.of("ping_timeout", 7), "5"));
        login("2");

        assertThat(register.find("2").orElseThrow()).isEqualTo(NodeDefinition.of("2", NodeType.WSS));
        assertThat(register.knows("5")).isFalse();
    }

    @Test
    void aNodeThatComesBackAsAnotherKindIsANewNode() {
        put(FILE, "", node("2", NodeType.PUSH_SSH, false, Map.of("address", "a")));
        login("2");

        assertThat(news).containsExactly("added 2", "removed 2", "added 2");
        assertThat(register.health("2").orElseThrow().fields()).containsEntry("type", "wss");
    }

    @Test
    void subnodesOfAPrevailingNodeAreNoNodesOfTheirOwn() {
        put(FILE, "", NodeDefinition.of("5", NodeType.PUSH_ZMQ));
        put(FILE, "", node("2", NodeType.PULLWSS, true, Map.of(), "5"));
        put(FILE, "", NodeDefinition.of("5", NodeType.PUSH_ZMQ));

        assertThat(register.find("5")).isEmpty();
        assertThat(register.knows("5")).isTrue();
        assertThat(register.candidates("5")).containsExactly("2");
    }

    @Test
    void case27aPrevailingNodeThatLeavesLosesItsHealthAndHasACompleteRecordWhenItReturns() {
        put(FILE, "", node("2", NodeType.PULLWSS, true, Map.of(), "5"));
        login("2");
        register.unregister("2", Registration.MESSAGE);

        assertThat(register.constatus()).isEmpty();
        assertThat(register.connectable("2")).isFalse();
        assertThat(register.candidates("5")).containsExactly("2");

        put(FILE, "", node("2", NodeType.PULLWSS, true, Map.of(), "5"));
        assertThat(register.constatus()).isEmpty();

        login("2");
        assertThat(register.constatus().get("2")).containsEntry("type", "pullwss");
    }

    @Test
    void case27aNodeThatDoesNotPrevailIsForgottenWhenItLeaves() {
        login("2");
        register.unregister("2", Registration.MESSAGE);

        assertThat(register.knows("2")).isFalse();
        assertThat(news).containsExactly("added 2", "removed 2");
    }

    @Test
    void theSourceOfAPrevailingDefinitionRemovesItWithItsMarks() {
        put(FILE, "", node("2", NodeType.PULLWSS, true, Map.of(), "5"));
        register.unregister("2", FILE);
        login("5");

        assertThat(register.knows("2")).isFalse();
        assertThat(register.find("5")).isPresent();
    }

    @Test
    void learnsChildrenOfChildrenWithTheHopsAsScoreAndNoLoops() {
        login("2");
        login("6");
        register.ponged(
                "2",
                Map.of(
                        "5",
                        Map.of(
                                "nodes",
                                Map.of("7", Map.of("nodes", Map.of("5", Map.of(), "1", Map.of(), "2", Map.of()))))));
        register.ponged("6", Map.of("7", Map.of()));

        assertThat(register.candidates("5")).containsExactly("2");
        assertThat(register.candidates("7")).containsExactly("6", "2");
        assertThat(register.behind("2", "7")).isTrue();
        assertThat(register.behind("6", "5")).isFalse();
        assertThat(register.knows("1")).isFalse();
        assertThat(register.candidates("2")).containsExactly("2");
    }

    @Test
    void ofTwoLearntWaysOfTheSameLengthTheOneHeardLastIsFirst() {
        login("2");
        login("6");
        register.ponged("6", Map.of("5", Map.of()));
        clock.pass(Duration.ofSeconds(1));
        register.ponged("2", Map.of("5", Map.of()));
        assertThat(register.candidates("5")).containsExactly("2", "6");

        clock.pass(Duration.ofSeconds(1));
        register.ponged("6", Map.of("5", Map.of()));
        assertThat(register.candidates("5")).containsExactly("6", "2");
    }

    @Test
    void whatANodeNoLongerReportsIsForgotten() {
        login("2");
        register.ponged("2", Map.of("5", Map.of()));
        register.ponged("2", Map.of());

        assertThat(register.knows("5")).isFalse();
    }

    @Test
    void addedSubnodesAreDeclaredWaysInTheOrderOfTheirScore() {
        login("2");
        login("6");
        assertThat(register.addSubnodes("2", List.of(new NodeDefinition.Subnode("5", 10))))
                .isTrue();
        assertThat(register.addSubnodes("6", List.of(new NodeDefinition.Subnode("5", 1))))
                .isTrue();
        assertThat(register.addSubnodes("9", List.of())).isFalse();

        assertThat(register.candidates("5")).containsExactly("6", "2");
    }

    @Test
    void thisNodeItselfIsNeverRegistered() {
        login("1");

        assertThat(register.knows("1")).isFalse();
    }
}
