package dev.muster.tls;

import dev.muster.model.MusterException;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.SSLOptions;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Certificate files in use, which are read again when they change. Thread-safe. */
public final class Certificates {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    private static final Set<String> VERSIONS = Set.of("TLSv1.2", "TLSv1.3");

    private final TlsFiles files;
    private List<FileTime> stamp = List.of();

    /** Those files; nothing is read yet. */
    public Certificates(TlsFiles files) {
        this.files = files;
    }

    /**
     * Makes a server speak TLS.
     *
     * @throws MusterException that names the setting whose file cannot be used
     */
    public HttpServerOptions serve(HttpServerOptions options) {
        SSLOptions read = read();
        options.setSsl(true).setEnabledSecureTransportProtocols(VERSIONS).setKeyCertOptions(read.getKeyCertOptions());
        TlsFiles.Peers peers = files.peers();
        if (peers != null) {
            options.setClientAuth(peers.required() ? ClientAuth.REQUIRED : ClientAuth.REQUEST)
                    .setTrustOptions(read.getTrustOptions());
        }
        return options;
    }

    /**
     * Makes a client show the certificate and believe the authorities, where it dials with TLS.
     *
     * @throws MusterException that names the setting whose file cannot be used
     */
    public void dial(ClientOptionsBase options) {
        SSLOptions read = read();
        options.setEnabledSecureTransportProtocols(VERSIONS)
                .setKeyCertOptions(read.getKeyCertOptions())
                .setTrustOptions(read.getTrustOptions());
    }

    /**
     * What the files hold now.
     *
     * @throws MusterException that names the setting whose file cannot be used
     */
    private synchronized SSLOptions read() {
        stamp = files.stamp();
        SSLOptions options = new SSLOptions().setEnabledSecureTransportProtocols(VERSIONS);
        if (files.showsCertificate()) {
            options.setKeyCertOptions(PemFiles.read(files));
        }
        if (files.peers() != null) {
            options.setTrustOptions(PemFiles.authorities(files.block(), files.peers()));
        }
        return options;
    }

    /** What the files hold now, when they have changed since they were last read; files that cannot be used are reported. */
    public synchronized Optional<SSLOptions> changed() {
        if (files.stamp().equals(stamp)) {
            return Optional.empty();
        }
        try {
            return Optional.of(read());
        } catch (MusterException e) {
            LOG.error("{}; the certificate before it stays in use", e.failure().message());
            return Optional.empty();
        }
    }

    /** Takes over new files for new connections; to be called by a timer. */
    public void reloadWhenChanged(HttpServer server) {
        changed().ifPresent(renewed -> server.updateSSLOptions(renewed)
                .onSuccess(done -> LOG.info("New connections of nodes use the new certificate"))
                .onFailure(problem -> LOG.error("The new certificate cannot be used", problem)));
    }
}
