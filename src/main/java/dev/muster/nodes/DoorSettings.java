package dev.muster.nodes;

import java.time.Duration;

/**
 * What the door for original nodes lets in.
 *
 * @param token shared bearer token of all nodes that a register file declares; empty for none
 * @param rejectUpgrade whether a wrong token is answered with 401 before the upgrade, instead of by a frame after it
 * @param limits what one peer may take
 */
public record DoorSettings(String token, boolean rejectUpgrade, Limits limits) {
    /**
     * Bounds of connections.
     *
     * @param strangers sockets that have not logged in, over all peers; more are answered with 503
     * @param failedLogins wrong logins from one address within a minute; more are answered with 429
     * @param login time a socket has to log in
     * @param idle time without a message after which a socket is closed
     * @param dead time without a message or a WebSocket pong after which a socket is closed
     * @param session time after which a socket is closed, so that its node logs in again
     * @param longestSent bytes of one message to a node; a longer one is not sent
     */
    public record Limits(
            int strangers,
            int failedLogins,
            Duration login,
            Duration idle,
            Duration dead,
            Duration session,
            int longestSent) {
        /** The values of the settings' defaults; original nodes take no message of more than 262144 bytes. */
        public static final Limits DEFAULTS = new Limits(
                256,
                30,
                Duration.ofSeconds(30),
                Duration.ofSeconds(300),
                Duration.ofSeconds(180),
                Duration.ofHours(24),
                250_000);
    }

    /** A door with that shared token and the default limits. */
    public static DoorSettings of(String token) {
        return new DoorSettings(token, false, Limits.DEFAULTS);
    }
}
