package dev.muster.links.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Opens encrypted PKCS #8 keys with the JDK, because MINA SSHD does it only with Bouncy Castle. */
final class Pkcs8 {
    private static final Pattern ENCRYPTED = Pattern.compile(
            "-----BEGIN ENCRYPTED PRIVATE KEY-----(.*?)-----END ENCRYPTED PRIVATE KEY-----", Pattern.DOTALL);

    private Pkcs8() {}

    /** The same file with the key in the open; other files, and all without a passphrase, stay as they are. */
    static byte[] opened(byte[] file, @Nullable String passphrase) throws IOException, GeneralSecurityException {
        Matcher matcher = ENCRYPTED.matcher(new String(file, StandardCharsets.ISO_8859_1));
        if (passphrase == null || !matcher.find()) {
            return file;
        }
        var info = new EncryptedPrivateKeyInfo(Base64.getMimeDecoder().decode(matcher.group(1)));
        String algorithm = info.getAlgParameters().toString();
        Cipher cipher = Cipher.getInstance(algorithm);
        var secret = SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(passphrase.toCharArray()));
        cipher.init(Cipher.DECRYPT_MODE, secret, info.getAlgParameters());
        byte[] key = cipher.doFinal(info.getEncryptedData());
        String text = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key) + "\n-----END PRIVATE KEY-----\n";
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
