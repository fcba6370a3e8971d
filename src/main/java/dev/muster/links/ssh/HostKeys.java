package dev.muster.links.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides about host keys with OpenSSH's known_hosts files, and records new ones there. Thread-safe. */
final class HostKeys {
    private static final Logger LOG = LoggerFactory.getLogger(HostKeys.class);

    /**
     * Judges the key that a host shows.
     *
     * @return why it is refused, with its fingerprint; empty when it is accepted
     */
    synchronized Optional<String> refusal(SshTarget target, PublicKey shown) {
        String key = KeyUtils.getKeyType(shown) + " " + KeyUtils.getFingerPrint(shown);
        try {
            List<KnownHostEntry> known = entries(target);
            if (known.stream().anyMatch(entry -> "revoked".equals(entry.getMarker()) && same(entry, shown))) {
                return Optional.of("host key " + key + " is marked as revoked in " + target.knownHosts());
            }
            List<KnownHostEntry> plain =
                    known.stream().filter(entry -> entry.getMarker() == null).toList();
            if (plain.stream().anyMatch(entry -> same(entry, shown))) {
                return Optional.empty();
            }
            return plain.isEmpty() ? unknown(target, shown, key) : changed(target, key);
        } catch (IOException e) {
            return Optional.of("host key " + key + " cannot be compared: " + target.knownHosts() + ": " + e);
        }
    }

    /** Types of the keys that are known for the host, so that it can be asked for one of them. */
    synchronized Set<String> knownTypes(SshTarget target) {
        Set<String> types = new TreeSet<>();
        try {
            for (KnownHostEntry entry : entries(target)) {
                if (entry.getMarker() == null) {
                    types.add(entry.getKeyEntry().getKeyType());
                }
            }
        } catch (IOException e) {
            return Set.of(); // the refusal will say so
        }
        return types;
    }

    private static Optional<String> unknown(SshTarget target, PublicKey shown, String key) throws IOException {
        if (target.hostKeyCheck() == HostKeyCheck.STRICT) {
            return Optional.of("host key " + key + " is not in " + target.knownHosts() + "; add it when it is right");
        }
        record(target, shown);
        LOG.info("{}: host key {} accepted on first use and recorded in {}", target, key, target.knownHosts());
        return Optional.empty();
    }

    private static Optional<String> changed(SshTarget target, String key) {
        if (target.hostKeyCheck() == HostKeyCheck.LENIENT) {
            LOG.warn("{}: host key has changed to {}, accepted because strict_serverkey_check is false", target, key);
            return Optional.empty();
        }
        return Optional.of("host key has changed to " + key + "; when that is right, remove the old one from "
                + target.knownHosts());
    }

    private static List<KnownHostEntry> entries(SshTarget target) throws IOException {
        try {
            return KnownHostEntry.readKnownHostEntries(target.knownHosts()).stream()
                    .filter(entry -> entry.isHostMatch(target.address(), target.port()))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static boolean same(KnownHostEntry entry, PublicKey shown) {
        try {
            PublicKey known = entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
            return known != null && KeyUtils.compareKeys(known, shown);
        } catch (IOException | GeneralSecurityException e) {
            return false; // a line that holds no key matches none
        }
    }

    private static void record(SshTarget target, PublicKey shown) throws IOException {
        Path file = target.knownHosts();
        if (!Files.exists(file)) {
            Files.createDirectories(
                    file.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        String host = target.port() == 22 ? target.address() : "[" + target.address() + "]:" + target.port();
        byte[] before = Files.readAllBytes(file);
        String gap = before.length > 0 && before[before.length - 1] != '\n' ? "\n" : "";
        String line = gap + host + " " + PublicKeyEntry.toString(shown) + "\n";
        Files.write(file, line.getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
    }
}
