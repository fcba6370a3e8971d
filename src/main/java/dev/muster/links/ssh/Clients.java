package dev.muster.links.ssh;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.core.CoreModuleProperties;

/** The one client of Apache MINA SSHD that all sessions share, with what its defaults lack. */
final class Clients {
    private static final List<String> FAST_CIPHERS = List.of("aes128-gcm@openssh.com", "aes256-gcm@openssh.com");

    private Clients() {}

    static SshClient create(SshSettings settings) {
        SshClient client = SshClient.setUpDefaultClient();
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE, UserAuthPasswordFactory.INSTANCE));
        if (settings.agent() != null) {
            client.setAgentFactory(new AgentSocket(settings.agent()));
        }
        // the first of the defaults is a post-quantum exchange that takes 60 ms of Java
        client.setKeyExchangeFactories(curveFirst(client.getKeyExchangeFactories()));
        // the processor encrypts these; the first of the defaults is encrypted by Java code
        List<NamedFactory<org.apache.sshd.common.cipher.Cipher>> ciphers = new ArrayList<>(client.getCipherFactories());
        ciphers.sort(Comparator.comparing(factory -> !FAST_CIPHERS.contains(factory.getName())));
        client.setCipherFactories(ciphers);
        // without this every command waits 40 ms for a delayed acknowledgement
        CoreModuleProperties.TCP_NODELAY.set(client, true);
        CoreModuleProperties.SOCKET_KEEPALIVE.set(client, true);
        CoreModuleProperties.AUTH_TIMEOUT.set(client, settings.handshake());
        CoreModuleProperties.IDLE_TIMEOUT.set(client, java.time.Duration.ZERO);
        CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, settings.keepAlive());
        CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, 3);
        return client;
    }

    private static <T extends NamedResource> List<T> curveFirst(List<T> defaults) {
        List<T> ordered = new ArrayList<>(defaults);
        ordered.sort(Comparator.comparing(factory -> !factory.getName().startsWith("curve25519-")));
        return ordered;
    }
}
