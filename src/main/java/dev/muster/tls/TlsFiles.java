package dev.muster.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files of one side of TLS connections. What is wrong with one is said with the name of the setting that names it.
 *
 * @param block what stands before the names of the settings, for example {@code httpserver.}
 * @param certificate PEM file of the certificate, followed by those that vouch for it; an empty path on a client that shows none
 * @param key PEM file of its private key
 * @param passphrase of the key; empty when it has none
 * @param peers what the other side must show; null on a server that asks for no certificates, and on a client that trusts whom Java trusts
 */
public record TlsFiles(String block, Path certificate, Path key, String passphrase, @Nullable Peers peers) {
    /**
     * Certificates of the other side. One that names a node is its credential: it needs no token then.
     *
     * @param authorities PEM file of those who may vouch for the other side
     * @param required whether who has none is turned away, even with a token
     */
    public record Peers(Path authorities, boolean required) {}

    /** When the files were last changed: other than before when one has changed. */
    List<FileTime> stamp() {
        return List.of(
                modified(certificate), modified(key), modified(peers == null ? Path.of("") : peers.authorities()));
    }

    boolean showsCertificate() {
        return !certificate.toString().isEmpty();
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
