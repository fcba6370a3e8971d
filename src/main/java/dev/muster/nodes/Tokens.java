package dev.muster.nodes;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Tokens of requests: 64 random bytes in lower-case hex (specs/node-proxy.md section 0). */
public final class Tokens {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Tokens() {}

    /** A new one, which nobody can guess. */
    public static String random() {
        byte[] bytes = new byte[64];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
