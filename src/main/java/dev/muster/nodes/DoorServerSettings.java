package dev.muster.nodes;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The listener of its own for original nodes: the {@code httpserver} block of the proxy (specs/node-proxy.md section 1.1).
 *
 * @param address where it listens
 * @param port 0 for any free one
 * @param tls null for plain connections
 */
public record DoorServerSettings(String address, int port, @Nullable Tls tls) {
    /**
     * Files of a certificate.
     *
     * @param certificate PEM file of the certificate, followed by those that vouch for it
     * @param key PEM file of its private key
     * @param passphrase of the key; empty when it has none
     * @param clients what nodes show of themselves; null when they are not asked for certificates
     */
    public record Tls(Path certificate, Path key, String passphrase, @Nullable Clients clients) {
        /** Nodes are not asked for certificates. */
        public Tls(Path certificate, Path key, String passphrase) {
            this(certificate, key, passphrase, null);
        }
    }

    /**
     * Certificates of nodes. One that names a node is its credential: it needs no token then.
     *
     * @param authorities PEM file of those who may vouch for a node
     * @param required whether a node without a certificate is turned away, even with a token
     */
    public record Clients(Path authorities, boolean required) {}

    /**
     * The block as a configuration writes it.
     *
     * @param ssl whether certificates are used
     * @throws MusterException that names the directive that is missing or wrong
     */
    public static DoorServerSettings of(String address, String port, String token, boolean ssl, Tls files) {
        require("address", address, "write the address to listen on, for example 0.0.0.0");
        require("port", port, "write the port to listen on");
        boolean certificates = ssl && files.clients() != null && files.clients().required();
        if (!certificates) {
            require("token", token, "write the bearer token that the nodes present");
        }
        if (!ssl && files.clients() != null) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION,
                    "httpserver.ssl_ca_file is '" + files.clients().authorities()
                            + "', and httpserver.ssl is false: nodes can show certificates over TLS only, set it to true");
        }
        if (ssl) {
            require("ssl_cert_file", files.certificate().toString(), "name the PEM file of the certificate");
            require("ssl_key_file", files.key().toString(), "name the PEM file of the private key");
        }
        try {
            int number = Integer.parseInt(port.trim());
            if (number >= 0 && number <= 65_535) {
                return new DoorServerSettings(address.trim(), number, ssl ? files : null);
            }
        } catch (NumberFormatException e) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION, "httpserver.port '" + port + "' must be a number from 1 to 65535", e);
        }
        throw new MusterException(
                ErrorCode.CONFIGURATION, "httpserver.port '" + port + "' must be a number from 1 to 65535");
    }

    private static void require(String directive, String value, String advice) {
        if (value.isBlank()) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION,
                    "httpserver." + directive + " is missing, and httpserver.enable is true: " + advice);
        }
    }
}
