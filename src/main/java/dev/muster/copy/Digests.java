package dev.muster.copy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** MD5, which the original compares, and SHA-256 of the same bytes. Not thread-safe. */
final class Digests {
    private final MessageDigest md5 = algorithm("MD5");
    private final MessageDigest sha256 = algorithm("SHA-256");

    void update(byte[] bytes, int offset, int length) {
        md5.update(bytes, offset, length);
        sha256.update(bytes, offset, length);
    }

    /** SHA-256 of what was given so far, hexadecimal; more can follow. */
    String prefix() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) sha256.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java cannot copy a SHA-256 state", e);
        }
    }

    /** Lower-case hexadecimal MD5; ends it. */
    String md5() {
        return HexFormat.of().formatHex(md5.digest());
    }

    /** Lower-case hexadecimal SHA-256; ends it. */
    String sha256() {
        return HexFormat.of().formatHex(sha256.digest());
    }

    /** SHA-256 of a text, hexadecimal. */
    static String ofText(String text) {
        return HexFormat.of().formatHex(algorithm("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    static MessageDigest algorithm(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + name, e);
        }
    }
}
