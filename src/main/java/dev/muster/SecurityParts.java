package dev.muster;

import dev.muster.camel.CallerSource;
import dev.muster.dispatch.SendSync;
import dev.muster.links.Links;
import dev.muster.links.Trust;
import dev.muster.model.*;
import dev.muster.security.*;
import io.vertx.core.Vertx;
import java.util.*;
import java.util.concurrent.*;
import org.apache.camel.spi.Registry;

final class SecurityParts {
    private final Masking masking = new Masking(); private final Authorization authorization = new Authorization(); private final Identities identities = new Identities(); private final Trust trust;
    SecurityParts(Settings settings, StoreParts store, Tree tree, Links links, Vertx vertx, SendSync services) { trust = new Trust(tree.root() ? new Trust.Anchor(tree.self(), "key") : Trust.Anchor.NONE); }
    Trust trust() { return trust; }
    void alarm(String peer, String what) { System.err.println(peer + " " + what); }
    Masking masking() { return masking; }
    Authorization authorization() { return authorization; }
    Identities identities() { return identities; }
    CallerSource callers() { return new CallerSource() {
            public Optional<Caller> known(String a, String b) { return Optional.of(Caller.SYSTEM.withIdentity("x")); }
            public CompletionStage<Caller> verify(String a, String b) { return null; } }; }
    void bind(Registry beans) {}
    void checkExposure(String host) {}
}
