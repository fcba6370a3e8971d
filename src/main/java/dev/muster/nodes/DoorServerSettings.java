package dev.muster.nodes;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.tls.TlsFiles;
import org.jspecify.annotations.Nullable;

/**
 * The listener of its own for original nodes: the {@code httpserver} block of the proxy (specs/node-proxy.md section 1.1).
 *
 * @param address where it listens
 * @param port 0 for any free one
 * @param tls null for plain connections
 */
public record DoorServerSettings(String address, int port, @Nullable TlsFiles tls) {
    /** What stands before the names of the directives of this block. */
    public static final String BLOCK = "httpserver.";

    /**
     * The block as a configuration writes it.
     *
     * @param ssl whether certificates are used
     * @throws MusterException that names the directive that is missing or wrong
     */
    public static DoorServerSettings of(String address, String port, String token, boolean ssl, TlsFiles files) {
        require("address", address, "write the address to listen on, for example 0.0.0.0");
        require("port", port, "write the port to listen on");
        boolean certificates = ssl && files.peers() != null && files.peers().required();
        if (!certificates) {
            require("token", token, "write the bearer token that the nodes present");
        }
        if (!ssl && files.peers() != null) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION,
                    "httpserver.ssl_ca_file is '" + files.peers().authorities()
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
