package dev.muster.security;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Name and password from an {@code Authorization: Basic} header, in UTF-8.
 *
 * @param user name in normal form C
 * @param password as it came
 */
record BasicCredential(String user, String password) {
    private static final String SCHEME = "basic ";

    /** The credential, if the header holds one. */
    static Optional<BasicCredential> parse(@Nullable String header) {
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return Optional.empty();
        }
        try {
            String pair = new String(
                    Base64.getDecoder().decode(header.substring(SCHEME.length()).trim()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 1
                    ? Optional.empty()
                    : Optional.of(new BasicCredential(normal(pair.substring(0, colon)), pair.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Names that look the same are the same. */
    static String normal(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    /** Names the user, and no password. */
    @Override
    public String toString() {
        return "BasicCredential[" + user + "]";
    }
}
