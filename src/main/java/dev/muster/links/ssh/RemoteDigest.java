package dev.muster.links.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.apache.sshd.sftp.client.SftpClient;

/** The digest of a file on the node: made there where it has a program for it, else of what SFTP brings here. */
final class RemoteDigest {
    private static final Map<String, String> NAMES = Map.of("sha256", "SHA-256", "sha1", "SHA-1", "md5", "MD5");

    private RemoteDigest() {}

    static String of(Remote remote, String path, String algorithm) throws IOException {
        String script =
                """
                f=%2$s
                if command -v openssl >/dev/null 2>&1; then echo "digest $(openssl dgst -%1$s < "$f" | sed 's/.*= *//')"
                elif command -v %1$ssum >/dev/null 2>&1; then echo "digest $(%1$ssum < "$f" | cut -d' ' -f1)"; fi
                """
                        .formatted(algorithm, ShellWords.path(path));
        String there = remote.facts(script).getOrDefault("digest", "");
        return there.matches("[0-9a-f]{32,64}") ? there : remote.sftp(sftp -> here(remote, sftp, path, algorithm));
    }

    private static String here(Remote remote, SftpClient sftp, String path, String algorithm) throws IOException {
        try (InputStream in = sftp.read(path)) {
            MessageDigest digest = MessageDigest.getInstance(NAMES.getOrDefault(algorithm, algorithm));
            byte[] block = new byte[64 * 1024];
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                digest.update(block, 0, read);
                remote.checkCancelled();
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("this Java has no " + algorithm, e);
        }
    }
}
