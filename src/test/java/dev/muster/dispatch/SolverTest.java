package dev.muster.dispatch;

import static dev.muster.dispatch.Fixture.call;
import static dev.muster.dispatch.Fixture.info;
import static dev.muster.dispatch.Fixture.restart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.dispatch.Branch.Way;
import dev.muster.model.Failure;
import dev.muster.model.LinkKind;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.model.Role;
import dev.muster.model.Selector;
import dev.muster.model.Target;
import dev.muster.model.Tree;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SolverTest {
    private final Tree tree = Fixture.fleet();
    private final Solver solver = new Solver(tree);

    @Test
    void namedNodesKeepTheirOrderAndCollapse() {
        Plan plan = solver.plan(call(info(), Selector.nodes(List.of("w2", "m", "w1", "w2"))), Visible.ALL);

        assertThat(plan.targets()).extracting(Target::node).containsExactly("w2", "m", "w1");
        assertThat(plan.failures()).isEmpty();
    }

    @Test
    void aBroadcastMeansEveryKnownNodeThatEverConnected() {
        Plan plan = solver.plan(call(info(), Selector.EVERYTHING), Visible.ALL);

        assertThat(plan.targets())
                .extracting(Target::node)
                .containsExactly("001", "002", "003", "005", "006", "m", "w1", "w2", "w9");
    }

    @Test
    void branchesGroupTargetsByNextHopAndSayHowItIsReached() {
        Plan plan = solver.plan(call(info(), Selector.EVERYTHING), Visible.ALL);

        assertThat(plan.branches())
                .extracting(Branch::hop, Branch::way, branch -> ids(branch.targets()))
                .containsExactlyInAnyOrder(
                        tuple("m", Way.LOCAL, List.of("m")),
                        tuple("w1", Way.LINK, List.of("001", "006", "w1")),
                        tuple("w2", Way.LINK, List.of("002", "w2")),
                        tuple("w9", Way.UNREACHABLE, List.of("005", "w9")),
                        tuple("003", Way.LINK, List.of("003")));
    }

    @Test
    void aNamedNodeThatNeverConnectedEndsUnreachable() {
        Plan plan = solver.plan(call(info(), Selector.nodes(List.of("004"))), Visible.ALL);

        assertThat(plan.branches()).extracting(Branch::hop, Branch::way).containsExactly(tuple("004", Way.UNREACHABLE));
    }

    @Test
    void unknownAndDeniedNodesFailUpFrontAndAreNotAsked() {
        Visible visible = new Visible(Set.of("w1"), Set.of("w2"), Set.of("ghost"));

        Plan plan = solver.plan(call(info(), Selector.nodes(List.of("w1", "w2", "ghost", "nowhere"))), visible);

        assertThat(plan.targets()).extracting(Target::node).containsExactly("w1");
        assertThat(plan.failures())
                .extracting(Failure::code, Failure::ids)
                .containsExactlyInAnyOrder(tuple(1730, Set.of("ghost", "nowhere")), tuple(4000, Set.of("w2")));
    }

    @Test
    void aDeniedNodeThatDoesNotExistIsDeniedNotUnknown() {
        Plan plan = solver.plan(
                call(info(), Selector.nodes(List.of("ghost"))), new Visible(Set.of(), Set.of("ghost"), Set.of()));

        assertThat(plan.failures()).extracting(Failure::code).containsExactly(4000);
    }

    @Test
    void aBroadcastLeavesOutWhatTheCallerMayNotReachSilently() {
        Plan plan = solver.plan(call(info(), Selector.EVERYTHING), Visible.only(Set.of("w1")));

        assertThat(plan.targets()).extracting(Target::node).containsExactly("w1");
        assertThat(plan.failures()).isEmpty();
    }

    @Test
    void thePartsOfASelectorAreJoined() {
        Selector selector = new Selector(List.of("m"), null, List.of("g1"), Map.of("at", "w1", "os", "linux"), "w9");

        Plan plan = solver.plan(call(info(), selector), Visible.ALL);

        assertThat(plan.targets()).extracting(Target::node).containsExactly("m", "001", "002", "006", "005", "w9");
    }

    @Test
    void groupsLabelsAndSubtreesShowOnlyWhatTheCallerMayReach() {
        Selector selector = new Selector(null, null, List.of("g1"), null, "w2");

        Plan plan = solver.plan(call(info(), selector), new Visible(Set.of("001"), Set.of("w2"), Set.of()));

        assertThat(plan.targets()).extracting(Target::node).containsExactly("001");
        assertThat(plan.failures()).extracting(Failure::code, Failure::ids).containsExactly(tuple(4000, Set.of("w2")));
    }

    @Test
    void anUnknownSubtreeIsAnUnknownNode() {
        Plan plan = solver.plan(call(info(), new Selector(null, null, null, null, "ghost")), Visible.ALL);

        assertThat(plan.targets()).isEmpty();
        assertThat(plan.failures())
                .extracting(Failure::code, Failure::ids)
                .containsExactly(tuple(1730, Set.of("ghost")));
    }

    @Test
    void anEmptyListNamesNothingAndMeansNothing() {
        Plan plan = solver.plan(call(info(), Selector.nodes(List.of())), Visible.ALL);

        assertThat(plan).isEqualTo(new Plan(List.of(), List.of(), List.of()));
    }

    @Test
    void case17AgentsGoToTheirParentsEachWithItsOwn() {
        Plan plan = solver.plan(call(restart(), Selector.agents(List.of("001", "002", "003"))), Visible.ALL);

        assertThat(plan.targets()).containsExactly(share("w1", "001"), share("w2", "002"), share("m", "003"));
    }

    @Test
    void case18To20UnknownAndNeverConnectedAgentsAndNonAgentsGoToTheHub() {
        Plan plan = solver.plan(call(restart(), Selector.agents(List.of("001", "999", "004", "w1", "m"))), Visible.ALL);

        assertThat(plan.targets()).containsExactly(share("w1", "001"), share("m", "999", "004", "w1", "m"));
        assertThat(plan.failures()).isEmpty();
    }

    @Test
    void case21ADisconnectedAgentStaysOnItsParentInOneRequest() {
        Plan plan = solver.plan(call(restart(), Selector.agents(List.of("001", "006"))), Visible.ALL);

        assertThat(plan.targets()).containsExactly(share("w1", "001", "006"));
    }

    @Test
    void case22AnAgentOfALostParentStaysOnThatParent() {
        Plan plan = solver.plan(call(restart(), Selector.agents(List.of("001", "005"))), Visible.ALL);

        assertThat(plan.branches())
                .extracting(Branch::hop, Branch::way, Branch::targets)
                .containsExactly(
                        tuple("w1", Way.LINK, List.of(share("w1", "001"))),
                        tuple("w9", Way.UNREACHABLE, List.of(share("w9", "005"))));
    }

    @Test
    void anAgentWhoseParentWasRemovedStaysOnThatName() {
        tree.remove("w9");

        Plan plan = solver.plan(call(restart(), Selector.agents(List.of("005"))), Visible.ALL);

        assertThat(plan.branches()).extracting(Branch::hop, Branch::way).containsExactly(tuple("w9", Way.UNREACHABLE));
    }

    @Test
    void case24ABroadcastNamesEveryAgent() {
        Plan plan = solver.plan(call(restart(), Selector.EVERYTHING), Visible.ALL);

        assertThat(plan.targets())
                .containsExactlyInAnyOrder(
                        share("w1", "001", "006"), share("w2", "002"), share("m", "003", "004"), share("w9", "005"));
        assertThat(solver.plan(call(restart(), Selector.agents(List.of("*"))), Visible.ALL)
                        .targets())
                .isEqualTo(plan.targets());
    }

    @Test
    void aBroadcastToAgentsLeavesOutAgentsTheCallerMayNotReach() {
        Plan plan = solver.plan(call(restart(), Selector.EVERYTHING), Visible.ALL, Visible.only(Set.of("001")));

        assertThat(plan.targets()).containsExactly(share("w1", "001"));
    }

    @Test
    void case30And31AGroupIsItsAgentsAndAnEmptyGroupIsNothing() {
        assertThat(solver.plan(call(restart(), new Selector(null, null, List.of("g1"), null, null)), Visible.ALL)
                        .targets())
                .containsExactly(share("w1", "001"), share("w2", "002"));
        assertThat(solver.plan(call(restart(), new Selector(null, null, List.of("g9"), null, null)), Visible.ALL))
                .isEqualTo(new Plan(List.of(), List.of(), List.of()));
    }

    @Test
    void case32ANodeMeansItsAgentsAndAGhostIsUnknown() {
        assertThat(solver.plan(call(restart(), Selector.nodes(List.of("w1"))), Visible.ALL)
                        .targets())
                .containsExactly(share("w1", "001", "006"));
        assertThat(solver.plan(call(restart(), Selector.nodes(List.of("ghost"))), Visible.ALL)
                        .failures())
                .extracting(Failure::code)
                .containsExactly(1730);
    }

    @Test
    void nodesAndAgentsTogetherAreIntersected() {
        Selector selector = new Selector(List.of("w1"), List.of("001", "002", "999"), null, null, null);

        Plan plan = solver.plan(call(restart(), selector), Visible.ALL);

        assertThat(plan.targets()).containsExactly(share("w1", "001"));
        assertThat(plan.failures())
                .extracting(Failure::code, Failure::ids)
                .containsExactly(tuple(1701, Set.of("002", "999")));
    }

    @Test
    void aRelaySplitsWhatItsParentFixed() {
        Tree below = new Tree(Node.of("w2", "m", Role.RELAY, LinkKind.WEBSOCKET, NodeState.CONNECTED));
        below.put(Node.of("003", "w2", Role.LEAF, LinkKind.WEBSOCKET, NodeState.CONNECTED));
        below.put(Node.of("004", "w2", Role.LEAF, LinkKind.WEBSOCKET, NodeState.DISCONNECTED));
        List<Target> targets = List.of(Target.node("w2"), Target.node("003"), Target.node("004"), Target.node("gone"));

        assertThat(new Solver(below).of(targets).branches())
                .extracting(Branch::hop, Branch::way)
                .containsExactlyInAnyOrder(
                        tuple("w2", Way.LOCAL),
                        tuple("003", Way.LINK),
                        tuple("004", Way.UNREACHABLE),
                        tuple("gone", Way.UNREACHABLE));
    }

    @Test
    void withTheClusterOffOnlyThisNodeExists() {
        assertThat(solver.alone(call(info(), Selector.EVERYTHING)).targets()).containsExactly(Target.node("m"));

        Plan both = solver.alone(call(info(), Selector.nodes(List.of("m", "w1"))));
        assertThat(both.targets()).containsExactly(Target.node("m"));
        assertThat(both.failures()).extracting(Failure::code, Failure::ids).containsExactly(tuple(1730, Set.of("w1")));

        assertThat(solver.alone(call(info(), Selector.nodes(List.of("w1")))).targets())
                .isEmpty();
    }

    private static Target share(String node, String... agents) {
        return new Target(node, List.of(agents));
    }

    private static List<String> ids(List<Target> targets) {
        return targets.stream().map(Target::node).toList();
    }
}
