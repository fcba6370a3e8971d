package dev.muster.tls;

import io.vertx.core.http.HttpServerRequest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The names in the certificate with which a peer has proved who it is (specs/node-proxy.md section 8.2). */
public final class ClientNames {
    private static final Logger LOG = LoggerFactory.getLogger(ClientNames.class);
    private static final int DNS_NAME = 2;

    private ClientNames() {}

    /** Common name and DNS names of the certificate, which the connection has verified; empty when it has none. */
    public static Set<String> of(HttpServerRequest request) {
        SSLSession session = request.isSSL() ? request.sslSession() : null;
        if (session == null) {
            return Set.of();
        }
        try {
            X509Certificate certificate = (X509Certificate) session.getPeerCertificates()[0];
            Set<String> names = new TreeSet<>();
            new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .forEach(value -> names.add(value.toString()));
            Collection<List<?>> others = certificate.getSubjectAlternativeNames();
            if (others != null) {
                others.stream()
                        .filter(name -> name.get(0).equals(DNS_NAME))
                        .forEach(name -> names.add(name.get(1).toString()));
            }
            return names;
        } catch (SSLPeerUnverifiedException e) {
            return Set.of(); // it showed none
        } catch (InvalidNameException | CertificateParsingException e) {
            LOG.warn("The names in the certificate of {} cannot be read", request.remoteAddress(), e);
            return Set.of();
        }
    }
}
