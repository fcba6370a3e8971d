package dev.muster.store;

import dev.muster.model.LinkKind;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.model.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The statements about nodes. Stateless. */
final class NodeRows {
    private static final String INSERT =
            "insert into node (id, parent, node_role, link, address, version, state, last_seen)"
                    + " values (:id, :parent, :role, :link, :address, :version, :state, :seen)";

    /** All nodes, ordered by id. */
    List<Node> all(Handle handle) {
        Map<String, Map<String, String>> labels = new HashMap<>();
        handle.createQuery("select node_id, name, content from node_label")
                .map((row, context) -> labels.computeIfAbsent(row.getString(1), id -> new TreeMap<>())
                        .put(row.getString(2), row.getString(3)))
                .forEach(replaced -> {});
        Map<String, Set<String>> groups = new HashMap<>();
        handle.createQuery("select node_id, group_name from group_member")
                .map((row, context) -> groups.computeIfAbsent(row.getString(1), id -> new HashSet<>())
                        .add(row.getString(2)))
                .forEach(added -> {});
        return handle.createQuery(
                        "select id, parent, node_role, link, address, version, state, last_seen from node order by id")
                .map((row, context) -> node(row, labels, groups))
                .list();
    }

    /** Writes all changes; a changed node replaces its old row. */
    void write(Handle handle, Map<String, NodeChange> changes) {
        List<Node> whole = new ArrayList<>();
        List<Node> states = new ArrayList<>();
        PreparedBatch delete = handle.prepareBatch("delete from node where id = :id");
        changes.forEach((id, change) -> {
            if (change.whole()) {
                delete.bind("id", id).add();
            }
            if (change.node() != null) {
                (change.whole() ? whole : states).add(change.node());
            }
        });
        execute(delete);
        insert(handle, whole);
        update(handle, states);
    }

    private static void insert(Handle handle, Collection<Node> nodes) {
        PreparedBatch rows = handle.prepareBatch(INSERT);
        PreparedBatch labels =
                handle.prepareBatch("insert into node_label (node_id, name, content) values (:id, :name, :content)");
        PreparedBatch groups =
                handle.prepareBatch("insert into group_member (node_id, group_name) values (:id, :group)");
        for (Node node : nodes) {
            rows.bind("id", node.id())
                    .bind("parent", node.parent())
                    .bind("role", node.role().name())
                    .bind("link", node.link().name())
                    .bind("address", node.address())
                    .bind("version", node.version())
                    .bind("state", node.state().name())
                    .bind("seen", node.lastSeen())
                    .add();
            node.labels().forEach((name, content) -> labels.bind("id", node.id())
                    .bind("name", name)
                    .bind("content", content)
                    .add());
            node.groups()
                    .forEach(group ->
                            groups.bind("id", node.id()).bind("group", group).add());
        }
        execute(rows);
        execute(labels);
        execute(groups);
    }

    private static void update(Handle handle, Collection<Node> nodes) {
        PreparedBatch rows = handle.prepareBatch("update node set state = :state, last_seen = :seen where id = :id");
        nodes.forEach(node -> rows.bind("state", node.state().name())
                .bind("seen", node.lastSeen())
                .bind("id", node.id())
                .add());
        execute(rows);
    }

    private static void execute(PreparedBatch batch) {
        try (batch) {
            if (batch.size() > 0) {
                batch.execute();
            }
        }
    }

    private static Node node(ResultSet row, Map<String, Map<String, String>> labels, Map<String, Set<String>> groups)
            throws SQLException {
        String id = Objects.requireNonNull(row.getString(1));
        Timestamp seen = row.getTimestamp(8);
        return new Node(
                id,
                row.getString(2),
                Role.valueOf(row.getString(3)),
                LinkKind.valueOf(row.getString(4)),
                row.getString(5),
                labels.getOrDefault(id, Map.of()),
                groups.getOrDefault(id, Set.of()),
                row.getString(6),
                NodeState.valueOf(row.getString(7)),
                seen == null ? null : seen.toInstant());
    }
}
