package dev.muster.tls;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyStoreOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Reads a certificate and its key, which may be encrypted with a passphrase; each problem names the setting and the file. */
final class PemFiles {
    private static final Pattern KEY = Pattern.compile("-----BEGIN ([A-Z0-9 ]*)PRIVATE KEY-----([^-]*)-----END");
    private static final String INSIDE = "muster";

    private PemFiles() {}

    /** Certificate and key as Vert.x takes them. */
    static KeyStoreOptions read(TlsFiles files) {
        Certificate[] chain = certificates(files.block() + "ssl_cert_file", files.certificate());
        PrivateKey key = key(files);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(INSIDE, key, INSIDE.toCharArray(), chain);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, INSIDE.toCharArray());
            return new KeyStoreOptions()
                    .setType("PKCS12")
                    .setPassword(INSIDE)
                    .setValue(Buffer.buffer(bytes.toByteArray()));
        } catch (GeneralSecurityException | IOException e) {
            throw bad(
                    files.block() + "ssl_key_file",
                    files.key(),
                    "does not go with the certificate: " + e.getMessage(),
                    e);
        }
    }

    /** Those who may vouch for nodes, as Vert.x takes them. */
    static PemTrustOptions authorities(String block, TlsFiles.Peers peers) {
        PemTrustOptions trusted = new PemTrustOptions();
        for (Certificate each : certificates(block + "ssl_ca_file", peers.authorities())) {
            try {
                String text = Base64.getMimeEncoder().encodeToString(each.getEncoded());
                trusted.addCertValue(
                        Buffer.buffer("-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n"));
            } catch (CertificateEncodingException e) {
                throw bad(block + "ssl_ca_file", peers.authorities(), "cannot be used: " + e.getMessage(), e);
            }
        }
        return trusted;
    }

    private static Certificate[] certificates(String directive, Path file) {
        try {
            Collection<? extends Certificate> read = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
            if (read.isEmpty()) {
                throw new GeneralSecurityException("it holds no certificate");
            }
            return read.toArray(Certificate[]::new);
        } catch (IOException | GeneralSecurityException e) {
            throw bad(directive, file, "cannot be read as PEM certificates: " + e, e);
        }
    }

    private static PrivateKey key(TlsFiles files) {
        try {
            Matcher pem = KEY.matcher(Files.readString(files.key(), StandardCharsets.US_ASCII));
            if (!pem.find()) {
                throw new GeneralSecurityException("it holds no private key");
            }
            byte[] bytes = Base64.getMimeDecoder().decode(pem.group(2));
            return switch (pem.group(1)) {
                case "" -> plain(bytes);
                case "ENCRYPTED " -> plain(decrypted(bytes, files));
                default ->
                    throw new GeneralSecurityException(
                            "its format is older than PKCS#8: convert it with openssl pkcs8 -topk8");
            };
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw bad(files.block() + "ssl_key_file", files.key(), "cannot be read as a PEM key: " + e, e);
        }
    }

    private static PrivateKey plain(byte[] pkcs8) throws GeneralSecurityException {
        for (String algorithm : List.of("RSA", "EC")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                continue;
            }
        }
        return KeyFactory.getInstance("EdDSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    private static byte[] decrypted(byte[] bytes, TlsFiles files) throws GeneralSecurityException {
        String passphrase = files.passphrase();
        if (passphrase.isEmpty()) {
            throw new GeneralSecurityException("it is encrypted: write " + files.block() + "passphrase");
        }
        EncryptedPrivateKeyInfo info;
        try {
            info = new EncryptedPrivateKeyInfo(bytes);
        } catch (IOException e) {
            throw new GeneralSecurityException(
                    "its encryption is not known: convert it with openssl pkcs8 -topk8 -v2 aes-256-cbc", e);
        }
        // the name of the scheme in full: before JDK 19 the algorithm's name says only that it is PBES2
        String scheme = String.valueOf(info.getAlgParameters());
        String algorithm = scheme.startsWith("PBE") ? scheme : info.getAlgName();
        SecretKey secret =
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(passphrase.toCharArray()));
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(Cipher.DECRYPT_MODE, secret, info.getAlgParameters());
        return info.getKeySpec(cipher).getEncoded();
    }

    private static MusterException bad(String directive, Path file, String what, Throwable cause) {
        return new MusterException(ErrorCode.CONFIGURATION, directive + " '" + file + "' " + what, cause);
    }
}
