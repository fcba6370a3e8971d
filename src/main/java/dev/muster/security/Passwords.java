package dev.muster.security;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Password hashes: PBKDF2 with HMAC-SHA-512 and a salt of its own for each. Thread-safe. */
public final class Passwords {
    /** Work factor recommended for this function. */
    public static final int ITERATIONS = 210_000;

    private static final String KIND = "pbkdf2-sha512";
    private static final int LONGEST = 256;
    private static final int SALT = 16;

    private final SecureRandom random = new SecureRandom();
    private final int iterations;

    /**
     * Hashes with a work factor.
     *
     * @param iterations rounds for new hashes; old ones keep theirs
     */
    public Passwords(int iterations) {
        this.iterations = iterations;
    }

    /** The form in which a password is stored. */
    public String hash(String password) {
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        return KIND + "$" + iterations + "$" + base64(salt) + "$" + base64(derive(password, salt, iterations));
    }

    /** True when a stored hash belongs to a password; constant time in the secret part. */
    public boolean matches(String password, String stored) {
        String[] parts = stored.split("\\$");
        if (parts.length != 4 || !parts[0].equals(KIND) || password.length() > LONGEST) {
            return false;
        }
        byte[] expected = Base64.getDecoder().decode(parts[3]);
        byte[] salt = Base64.getDecoder().decode(parts[2]);
        return MessageDigest.isEqual(expected, derive(password, salt, Integer.parseInt(parts[1])));
    }

    /** Takes as long as a real check, so that a user who does not exist cannot be told from one who does. */
    public void matchesNobody(String password) {
        if (password.length() <= LONGEST) {
            derive(password, new byte[SALT], iterations);
        }
    }

    /** A random password of 24 characters. */
    public String random() {
        byte[] bits = new byte[18];
        random.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    private static byte[] derive(String password, byte[] salt, int rounds) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, rounds, 512);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new MusterException(ErrorCode.INTERNAL, "this Java has no PBKDF2", e);
        } finally {
            spec.clearPassword();
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
