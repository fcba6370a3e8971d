package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.links.Links;
import dev.muster.links.ssh.SshAccess;
import dev.muster.links.ssh.SshNodes;
import dev.muster.links.ssh.SshSettings;
import dev.muster.model.History;
import dev.muster.model.LinkKind;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.model.NodeType;
import dev.muster.model.ResultCode;
import dev.muster.model.Role;
import dev.muster.model.Tree;
import dev.muster.nodes.NodeDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SshMembersTest {
    private final Tree tree = new Tree(
            new Node("1", null, Role.HUB, LinkKind.LOCAL, "", Map.of(), Set.of(), "", NodeState.CONNECTED, null));
    private final List<String> rows = new ArrayList<>();
    private final SshNodes nodes = new SshNodes(SshSettings.standard(), Runnable::run);
    private final History history = new History() {
        @Override
        public void write(String token, ResultCode code, Map<String, ?> data) {
            rows.add(token + code.code() + " " + data.get("message"));
        }
    };
    private final SshMembers members = new SshMembers(
            tree,
            new Links(),
            () -> nodes,
            new SshAccess(List.of(), false, List.of(), List.of(), List.of(), Map.of(), 1, 1),
            new RemoteLines(Duration.ofMillis(250)),
            UnaryOperator.identity(),
            history);

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    void aNodeWhoseDefinitionIsWrongIsShownAsDisconnectedAndARowSaysWhy() {
        members.added(defined(Map.of("address", "127.0.0.1", "ssh_port", "none")));

        assertThat(tree.find("3")).get().extracting(Node::state).isEqualTo(NodeState.DISCONNECTED);
        assertThat(rows).singleElement().asString().startsWith("1 ").contains("ssh_port", "operations do not reach");
    }

    @Test
    void aNodeThatIsWellDefinedIsAMemberUntilItIsRemoved() {
        NodeDefinition node = defined(Map.of("address", "127.0.0.1"));
        members.added(node);
        assertThat(tree.find("3")).get().extracting(Node::state).isEqualTo(NodeState.CONNECTED);
        assertThat(nodes.ids()).containsExactly("3");

        members.removed(node, "");
        assertThat(tree.find("3")).isEmpty();
        assertThat(nodes.ids()).isEmpty();
        assertThat(rows).isEmpty();
    }

    private static NodeDefinition defined(Map<String, Object> options) {
        return new NodeDefinition("3", NodeType.PUSH_SSH, false, List.of(), options);
    }
}
