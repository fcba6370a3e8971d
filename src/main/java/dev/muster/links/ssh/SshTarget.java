package dev.muster.links.ssh;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to log in to one node (specs/node-proxy.md section 5.1). Immutable; two equal targets may share a session.
 *
 * @param node id of the node
 * @param address host name or address
 * @param port TCP port
 * @param user login name
 * @param password tried after public keys failed; null for none
 * @param directory where known_hosts and identities lie by default
 * @param knownHosts file of host keys
 * @param identity private key file; null for the default ones of the directory
 * @param passphrase of the private keys; null for none
 * @param connectTimeout longest wait for the connection
 * @param hostKeyCheck what is done about the host's key
 */
public record SshTarget(
        String node,
        String address,
        int port,
        String user,
        @Nullable String password,
        Path directory,
        Path knownHosts,
        @Nullable Path identity,
        @Nullable String passphrase,
        Duration connectTimeout,
        HostKeyCheck hostKeyCheck) {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    /** Shows no secrets. */
    @Override
    public String toString() {
        return "node '" + node + "' at " + user + "@" + address + ":" + port;
    }

    /**
     * Reads the keys of a node's definition; keys that are not about SSH are passed over, null and empty values count as absent.
     *
     * @throws MusterException 3004 that names the node, the key and the value
     */
    public static SshTarget of(String node, Map<String, ?> definition) {
        Keys keys = new Keys(node, definition);
        Path directory = keys.path("ssh_directory", home().resolve(".ssh"));
        return new SshTarget(
                node,
                keys.required("address"),
                keys.port("ssh_port", 22),
                keys.text("ssh_username", System.getProperty("user.name", "root")),
                keys.text("ssh_password"),
                directory,
                keys.path("ssh_known_hosts", directory.resolve("known_hosts")),
                keys.path("ssh_identity"),
                keys.text("ssh_passphrase"),
                keys.seconds("ssh_connect_timeout", DEFAULT_TIMEOUT),
                keys.check("strict_serverkey_check"));
    }

    private static Path home() {
        return Path.of(System.getProperty("user.home", "/"));
    }

    private record Keys(String node, Map<String, ?> values) {
        @Nullable
        String text(String key) {
            Object value = values.get(key);
            if (value == null || value.toString().isEmpty()) {
                return null;
            }
            if (value instanceof Map || value instanceof Iterable) {
                throw bad(key, "is not a text");
            }
            return value.toString();
        }

        String text(String key, String otherwise) {
            String text = text(key);
            return text == null ? otherwise : text;
        }

        String required(String key) {
            String text = text(key);
            if (text == null) {
                throw new MusterException(
                        ErrorCode.CONFIGURATION,
                        "node '" + node + "' has no '" + key + "'; give its host name or address");
            }
            if (!text.matches("[A-Za-z0-9_.:%-]+")) {
                throw bad(key, "is not a host name or address");
            }
            return text;
        }

        int port(String key, int otherwise) {
            String text = text(key);
            if (text == null) {
                return otherwise;
            }
            if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65_535) {
                throw bad(key, "is not a port; give a number from 1 to 65535");
            }
            return Integer.parseInt(text);
        }

        /** What is not a positive number counts as the default, as in the original. */
        Duration seconds(String key, Duration otherwise) {
            String text = text(key, "");
            if (!text.matches("\\d{1,9}(\\.\\d{1,3})?") || Double.parseDouble(text) == 0) {
                return otherwise;
            }
            return Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000));
        }

        @Nullable
        Path path(String key) {
            String text = text(key);
            if (text == null) {
                return null;
            }
            try {
                boolean own = text.equals("~") || text.startsWith("~/");
                Path path = own ? home().resolve(text.replaceFirst("^~/?", "")) : Path.of(text);
                return path.toAbsolutePath().normalize();
            } catch (InvalidPathException e) {
                throw bad(key, "is not a path");
            }
        }

        Path path(String key, Path otherwise) {
            Path path = path(key);
            return path == null ? otherwise : path;
        }

        HostKeyCheck check(String key) {
            return switch (text(key, "").toLowerCase(java.util.Locale.ROOT)) {
                case "" -> HostKeyCheck.FIRST_USE;
                case "true", "1", "yes" -> HostKeyCheck.STRICT;
                case "false", "0", "no" -> HostKeyCheck.LENIENT;
                default -> throw bad(key, "is neither true nor false");
            };
        }

        private MusterException bad(String key, String problem) {
            return new MusterException(
                    ErrorCode.CONFIGURATION, "node '" + node + "': " + key + " '" + values.get(key) + "' " + problem);
        }
    }
}
