package dev.muster.links.ssh;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What all SSH sessions of one process share.
 *
 * @param channels most channels in use at once on one node; OpenSSH allows 10 per connection unless {@code MaxSessions} says more
 * @param dials most connections being set up at once
 * @param handshake longest key exchange and login, after the connection stands
 * @param keepAlive how often a silent node is asked whether it is there; after three unanswered questions the session is closed
 * @param outputCap most bytes kept of each output stream of a command
 * @param agent socket of an ssh-agent; null for none
 */
public record SshSettings(
        int channels, int dials, Duration handshake, Duration keepAlive, int outputCap, @Nullable Path agent) {
    /** 8 channels, 16 dials, 30 s, 30 s, 1 MiB, the agent of the environment. */
    public static SshSettings standard() {
        String agent = System.getenv("SSH_AUTH_SOCK");
        return new SshSettings(
                8,
                16,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                1 << 20,
                agent == null || agent.isEmpty() ? null : Path.of(agent));
    }
}
