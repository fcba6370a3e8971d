package dev.muster.links.ssh;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads private keys in OpenSSH and PEM form, with or without a passphrase. */
final class Identities {
    private static final Logger LOG = LoggerFactory.getLogger(Identities.class);
    private static final List<String> DEFAULTS = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    private Identities() {}

    /**
     * The key of the target's identity file, or the default ones of its directory that can be read.
     *
     * @throws IOException when the identity it names cannot be read: the text names the file and what to do
     */
    static List<KeyPair> of(SshTarget target) throws IOException {
        Path named = target.identity();
        if (named != null) {
            return load(named, target.passphrase());
        }
        List<KeyPair> pairs = new ArrayList<>();
        for (String name : DEFAULTS) {
            Path file = target.directory().resolve(name);
            if (Files.isReadable(file)) {
                try {
                    pairs.addAll(load(file, target.passphrase()));
                } catch (IOException e) {
                    LOG.debug("passing over a default key", e);
                }
            }
        }
        return pairs;
    }

    private static List<KeyPair> load(Path file, @Nullable String passphrase) throws IOException {
        FilePasswordProvider secret =
                passphrase == null ? FilePasswordProvider.EMPTY : FilePasswordProvider.of(passphrase);
        List<KeyPair> pairs = new ArrayList<>();
        try (InputStream in = new ByteArrayInputStream(Pkcs8.opened(Files.readAllBytes(file), passphrase))) {
            Iterable<KeyPair> loaded =
                    SecurityUtils.loadKeyPairIdentities(null, NamedResource.ofName(file.toString()), in, secret);
            if (loaded != null) {
                loaded.forEach(pairs::add);
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new IOException(problem(file, passphrase, e), e);
        }
        if (pairs.isEmpty()) {
            throw new IOException("ssh_identity '" + file + "' holds no private key");
        }
        return pairs;
    }

    private static String problem(Path file, @Nullable String passphrase, Exception e) {
        String what = "ssh_identity '" + file + "' cannot be read";
        if (!Files.isReadable(file)) {
            return what + "; check its path and permissions";
        }
        String hint = passphrase == null ? "; give ssh_passphrase if it is encrypted" : "; check ssh_passphrase";
        return what + hint + " (" + e.getMessage() + ")";
    }
}
