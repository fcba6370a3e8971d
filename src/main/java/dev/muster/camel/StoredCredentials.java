package dev.muster.camel;

import dev.muster.links.Credentials;
import dev.muster.store.CredentialStore;

/** Lets the links ask the store who may join; the two packages do not know one another. Thread-safe. */
public final class StoredCredentials implements Credentials {
    private final CredentialStore store;

    /** Asks that store. */
    public StoredCredentials(CredentialStore store) {
        this.store = store;
    }

    @Override
    public Holder check(String token, String node) {
        return store.nodeOf(token)
                .<Holder>map(Own::new)
                .orElseGet(() -> store.admits(token, node) ? new Newcomer() : new Nobody());
    }

    @Override
    public boolean issued(String node) {
        return store.issued(node);
    }

    @Override
    public String issue(String node) {
        return store.issue(node);
    }
}
