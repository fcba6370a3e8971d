package dev.muster.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tokens with which nodes join and come back, stored as SHA-256 hashes only. Thread-safe. */
public final class CredentialStore {
    /** A node may hold two tokens, so that one whose new token got lost on the way can still come back with the old one. */
    private static final int TOKENS_PER_NODE = 2;

    private final Database database;
    private final Clock clock;

    /** Tokens of that database. */
    public CredentialStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Makes a token of its own for a node. The one before it stays valid, older ones do not. */
    public String issue(String node) {
        String token = Secret.random();
        database.apply(handle -> {
            handle.execute(
                    "insert into node_token (hash, node_id, created_at) values (?, ?, ?)",
                    Secret.hash(token),
                    node,
                    clock.instant());
            handle.execute(
                    "delete from node_token where node_id = ? and serial not in"
                            + " (select serial from node_token where node_id = ? order by serial desc fetch first "
                            + TOKENS_PER_NODE + " rows only)",
                    node,
                    node);
        });
        return token;
    }

    /** The node whose own token this is. */
    public Optional<String> nodeOf(String token) {
        return database.read(handle -> handle.createQuery("select node_id from node_token where hash = :hash")
                .bind("hash", Secret.hash(token))
                .mapTo(String.class)
                .findOne());
    }

    /** True when a node has a token of its own. */
    public boolean issued(String node) {
        return database.read(handle -> handle.createQuery("select count(*) from node_token where node_id = :node")
                        .bind("node", node)
                        .mapTo(Integer.class)
                        .one()
                > 0);
    }

    /** Makes all tokens of a node invalid. */
    public void revoke(String node) {
        database.apply(handle -> handle.execute("delete from node_token where node_id = ?", node));
    }

    /**
     * Makes a token that admits new nodes.
     *
     * @param node the only node that may use it; null for any
     * @param lifetime how long it is valid; null for ever
     */
    public String issueJoinToken(@Nullable String node, @Nullable Duration lifetime) {
        String token = Secret.random();
        acceptJoinToken(token, node, lifetime);
        return token;
    }

    /** Accepts a join token that was chosen elsewhere, for example in a setting; one that is known already takes the new limits. */
    public void acceptJoinToken(String token, @Nullable String node, @Nullable Duration lifetime) {
        Instant now = clock.instant();
        String hash = Secret.hash(token);
        database.apply(handle -> {
            handle.execute("delete from join_token where hash = ? or expires_at < ?", hash, now);
            handle.execute(
                    "insert into join_token (hash, node_id, created_at, expires_at) values (?, ?, ?, ?)",
                    hash,
                    node,
                    now,
                    lifetime == null ? null : now.plus(lifetime));
        });
    }

    /** True when a token admits a new node of that id now. */
    public boolean admits(String token, String node) {
        return database.read(handle -> handle.createQuery("select count(*) from join_token where hash = :hash"
                                + " and (expires_at is null or expires_at > :now)"
                                + " and (node_id is null or node_id = :node)")
                        .bind("hash", Secret.hash(token))
                        .bind("now", clock.instant())
                        .bind("node", node)
                        .mapTo(Integer.class)
                        .one()
                > 0);
    }

    /** Makes a join token invalid; nodes that have joined keep their own. */
    public void revokeJoinToken(String token) {
        database.apply(handle -> handle.execute("delete from join_token where hash = ?", Secret.hash(token)));
    }
}
