package dev.muster.links.ssh;

import java.io.IOException;
import java.net.SocketAddress;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.signature.Signature;

/** Sets up sessions: connection, host key, public keys of the agent and of files, then the password. Thread-safe. */
final class SshDialer implements AutoCloseable {
    private static final AttributeKey<SshTarget> TARGET = new AttributeKey<>();
    private static final AttributeKey<AtomicReference<String>> REFUSAL = new AttributeKey<>();

    private final SshSettings settings;
    private final HostKeys hostKeys = new HostKeys();
    private final Executor blocking;
    private final Turns dials;
    private final SshClient client;

    /** Dials on threads of {@code blocking}, which may block. */
    SshDialer(SshSettings settings, Executor blocking) {
        this.settings = settings;
        this.blocking = blocking;
        this.dials = new Turns(settings.dials());
        this.client = Clients.create(settings);
        client.setServerKeyVerifier(this::accept);
        client.addSessionListener(new SessionListener() {
            @Override
            public void sessionCreated(Session session) {
                preferKnownKeys(session);
            }
        });
        client.start();
    }

    /** A session that is logged in; fails with {@link ConnectFailure}. */
    CompletableFuture<ClientSession> dial(SshTarget target) {
        return dials.when(() -> CompletableFuture.supplyAsync(() -> connect(target), blocking)
                        .thenCompose(session -> session))
                .exceptionallyCompose(error -> CompletableFuture.failedFuture(failure(target, error)));
    }

    @Override
    public void close() {
        client.stop();
    }

    private CompletionStage<ClientSession> connect(SshTarget target) {
        try {
            List<KeyPair> keys = Identities.of(target);
            AtomicReference<String> refusal = new AtomicReference<>();
            var context = AttributeRepository.ofAttributesMap(Map.of(TARGET, target, REFUSAL, refusal));
            var connecting = client.connect(target.user(), target.address(), target.port(), context, null);
            CompletableFuture<ClientSession> connected = new CompletableFuture<>();
            connecting.addListener(future -> {
                if (!future.isConnected()) {
                    connected.completeExceptionally(cause(future.getException()));
                } else if (!connected.complete(future.getSession())) {
                    future.getSession().close(true);
                }
            });
            return connected
                    .orTimeout(target.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((session, error) -> {
                        if (error instanceof TimeoutException) {
                            connecting.cancel();
                        }
                    })
                    .thenCompose(session -> login(session, target, keys))
                    .exceptionallyCompose(error -> CompletableFuture.failedFuture(
                            refusal.get() == null ? error : ConnectFailure.hostKey(target, refusal.get())));
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<ClientSession> login(ClientSession session, SshTarget target, List<KeyPair> keys) {
        keys.forEach(session::addPublicKeyIdentity);
        if (target.password() != null) {
            session.addPasswordIdentity(target.password());
        }
        CompletableFuture<ClientSession> loggedIn = new CompletableFuture<>();
        try {
            session.auth().addListener(future -> {
                if (future.isSuccess()) {
                    loggedIn.complete(session);
                } else {
                    loggedIn.completeExceptionally(cause(future.getException()));
                }
            });
        } catch (IOException | RuntimeException e) {
            loggedIn.completeExceptionally(e);
        }
        return loggedIn.orTimeout(settings.handshake().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, error) -> {
                    if (error != null) {
                        session.close(true);
                    }
                });
    }

    private boolean accept(ClientSession session, SocketAddress address, PublicKey shown) {
        AttributeRepository context = session.getConnectionContext();
        SshTarget target = context.getAttribute(TARGET);
        return hostKeys.refusal(target, shown)
                .map(reason -> {
                    context.getAttribute(REFUSAL).set(reason);
                    return false;
                })
                .orElse(true);
    }

    /** A host with several keys is asked for one that is known, so that another one does not pass for a changed key. */
    private void preferKnownKeys(Session session) {
        AttributeRepository context = ((ClientSession) session).getConnectionContext();
        Set<String> types = context == null ? Set.of() : hostKeys.knownTypes(context.getAttribute(TARGET));
        if (!types.isEmpty()) {
            List<NamedFactory<Signature>> ordered = new ArrayList<>(session.getSignatureFactories());
            ordered.sort(java.util.Comparator.comparing(factory ->
                    !types.contains(factory.getName().startsWith("rsa-sha2") ? "ssh-rsa" : factory.getName())));
            session.setSignatureFactories(ordered);
        }
    }

    private static Throwable cause(Throwable error) {
        return error == null ? new IOException("given up") : error;
    }

    private static ConnectFailure failure(SshTarget target, Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof ConnectFailure failure) {
            return failure;
        }
        return ConnectFailure.unreachable(
                target, cause instanceof TimeoutException ? new IOException("no answer in time") : cause);
    }
}
