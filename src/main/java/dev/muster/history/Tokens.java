package dev.muster.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What stands for a token in the index. */
final class Tokens {
    private static final int LONGEST = 2048;

    private Tokens() {}

    /** Sixty-four bits that nobody can choose, so that no two tokens of a hostile caller share a place on purpose. */
    static long hash(String token) {
        return ByteBuffer.wrap(sha256().digest(token.getBytes(UTF_8))).getLong();
    }

    /** The token itself; fails with 3074 when no row could carry it. */
    static String checked(String token) {
        if (token.length() > LONGEST) {
            throw new MusterException(
                    ErrorCode.BAD_PARAMETER,
                    "a token of " + token.length() + " characters is longer than " + LONGEST
                            + "; choose a shorter one");
        }
        return token;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
