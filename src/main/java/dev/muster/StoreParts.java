package dev.muster;

import dev.muster.camel.StoredCredentials;
import dev.muster.model.ErrorCode;
import dev.muster.model.LinkKind;
import dev.muster.model.MusterException;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.model.Role;
import dev.muster.model.Tree;
import dev.muster.store.AuditStore;
import dev.muster.store.CredentialStore;
import dev.muster.store.Database;
import dev.muster.store.GroupStore;
import dev.muster.store.NodeStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What outlives this process: the database and the stores on it, and the tree as it was last known. */
final class StoreParts implements AutoCloseable {
    private static final Duration STATE_DELAY = Duration.ofSeconds(1);
    private static final int AUDIT_QUEUE = 20_000;

    private final Settings settings;
    private final Database database;
    private final NodeStore nodes;
    private final AuditStore audit;
    private final Tree tree;

    StoreParts(Settings settings) {
        this.settings = settings;
        this.database = open(settings);
        this.nodes = new NodeStore(database, STATE_DELAY);
        AuditStore.Settings auditing = new AuditStore.Settings(
                AUDIT_QUEUE, AuditStore.Settings.DEFAULT.linger(), settings.duration("muster.audit.retention"));
        this.audit = new AuditStore(database, auditing, Clock.systemUTC());
        this.tree = recovered();
        nodes.follow(tree);
    }

    private static Database open(Settings settings) {
        Path file = settings.path("muster.data.directory").resolve("muster");
        String url = settings.text("muster.database.url");
        return Database.open(
                url.isEmpty() ? "jdbc:h2:file:" + file : url,
                settings.text("muster.database.user"),
                settings.text("muster.database.password"),
                settings.integer("muster.database.connections", 3, 100));
    }

    Database database() {
        return database;
    }

    Tree tree() {
        return tree;
    }

    AuditStore audit() {
        return audit;
    }

    GroupStore groups() {
        return new GroupStore(database);
    }

    /** The node whose own token this is. */
    Optional<String> nodeOf(String token) {
        return new CredentialStore(database, Clock.systemUTC()).nodeOf(token);
    }

    StoredCredentials credentials() {
        CredentialStore store = new CredentialStore(database, Clock.systemUTC());
        String join = settings.text("muster.links.join-token");
        if (!join.isEmpty()) {
            store.acceptJoinToken(join, null, null);
        }
        return new StoredCredentials(store);
    }

    /** Nobody is connected to a process that has just started, whatever its last run knew. */
    private Tree recovered() {
        Role role = role(settings);
        Node self = new Node(
                settings.text("muster.node.id"),
                null,
                role,
                LinkKind.LOCAL,
                settings.text("muster.node.address"),
                settings.map("muster.node.labels"),
                Set.of(),
                Versions.program(),
                NodeState.CONNECTED,
                Instant.now());
        Tree recovered = new Tree(self);
        nodes.load().stream()
                .filter(node -> !node.id().equals(self.id()))
                .map(node -> node.state().reachable() ? node.withState(NodeState.DISCONNECTED, null) : node)
                .forEach(recovered::put);
        return recovered;
    }

    static Role role(Settings settings) {
        String word = settings.text("muster.role");
        for (Role role : Role.values()) {
            if (role.name().toLowerCase(Locale.ROOT).equals(word)) {
                return role;
            }
        }
        throw new MusterException(
                ErrorCode.CONFIGURATION, "setting 'muster.role' is '" + word + "'; write hub, relay or leaf");
    }

    @Override
    public void close() {
        nodes.close();
        audit.close();
        database.close();
    }
}
