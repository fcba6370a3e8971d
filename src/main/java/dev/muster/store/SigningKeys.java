package dev.muster.store;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The hub's Ed25519 key pair. All hubs on one database share it, so that a login on one is valid on all (D-14). The database holds the
 * private key: give nobody else access to it. Thread-safe.
 */
public final class SigningKeys {
    private static final String HUB = "hub";

    private final Database database;

    /** Keys of that database. */
    public SigningKeys(Database database) {
        this.database = database;
    }

    /** The key pair; made on first use. */
    public KeyPair keyPair() {
        return database.read(SigningKeys::stored).orElseGet(this::make);
    }

    /** Replaces the key pair: everything signed before becomes invalid. */
    public KeyPair replace() {
        KeyPair fresh = generate();
        database.apply(handle -> {
            handle.execute("delete from signing_key where name = ?", HUB);
            insert(handle, fresh);
        });
        return fresh;
    }

    private KeyPair make() {
        KeyPair fresh = generate();
        try {
            database.apply(handle -> insert(handle, fresh));
            return fresh;
        } catch (RuntimeException e) {
            return database.read(SigningKeys::stored).orElseThrow(() -> e);
        }
    }

    private static Optional<KeyPair> stored(Handle handle) {
        return handle.createQuery("select public_key, private_key from signing_key where name = :name")
                .bind("name", HUB)
                .map((row, context) -> decode(row.getString(1), row.getString(2)))
                .findOne();
    }

    private static void insert(Handle handle, KeyPair pair) {
        handle.execute(
                "insert into signing_key (name, public_key, private_key, created_at) values (?, ?, ?, ?)",
                HUB,
                Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()),
                Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()),
                Instant.now());
    }

    private static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no Ed25519", e);
        }
    }

    private static KeyPair decode(String publicKey, String privateKey) {
        try {
            KeyFactory keys = KeyFactory.getInstance("Ed25519");
            return new KeyPair(
                    keys.generatePublic(
                            new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey))),
                    keys.generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getDecoder().decode(privateKey))));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "the signing key in the database cannot be read; delete the row of table signing_key", e);
        }
    }
}
