package dev.muster.nodes;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * HTML entities, with which original nodes encode every text they send (specs/node-proxy.md section 3.2, step 6). Both ways are
 * one pass, so that an entity inside the payload survives.
 */
public final class Entities {
    private static final int LONGEST = 10;
    private static final Properties NAMED = load();

    private Entities() {}

    /** Replaces entities by their characters; what is no entity stays as it is. */
    public static String decode(String text) {
        int at = text.indexOf('&');
        if (at < 0) {
            return text;
        }
        StringBuilder decoded = new StringBuilder(text.length());
        int from = 0;
        while (at >= 0) {
            int end = end(text, at);
            int character = end < 0 ? -1 : character(text.substring(at + 1, end));
            decoded.append(text, from, at);
            if (character < 0) {
                decoded.append('&');
                from = at + 1;
            } else {
                decoded.appendCodePoint(character);
                from = end + 1;
            }
            at = text.indexOf('&', from);
        }
        return decoded.append(text, from, text.length()).toString();
    }

    /** Replaces {@code < > & " '} and everything that is not ASCII by entities. */
    public static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(character -> {
            switch (character) {
                case '<' -> encoded.append("&lt;");
                case '>' -> encoded.append("&gt;");
                case '&' -> encoded.append("&amp;");
                case '"' -> encoded.append("&quot;");
                case '\'' -> encoded.append("&#39;");
                default -> {
                    if (character < 0x7f) {
                        encoded.append((char) character);
                    } else {
                        encoded.append("&#x")
                                .append(Integer.toHexString(character))
                                .append(';');
                    }
                }
            }
        });
        return encoded.toString();
    }

    private static int end(String text, int at) {
        int most = Math.min(text.length(), at + LONGEST);
        for (int end = at + 1; end < most; end++) {
            if (text.charAt(end) == ';') {
                return end;
            }
        }
        return -1;
    }

    private static int character(String name) {
        if (name.isEmpty() || name.charAt(0) != '#') {
            String number = NAMED.getProperty(name);
            return number == null ? -1 : Integer.parseInt(number);
        }
        boolean hex = name.length() > 1 && (name.charAt(1) == 'x' || name.charAt(1) == 'X');
        try {
            int number =
                    hex ? Integer.parseInt(name, 2, name.length(), 16) : Integer.parseInt(name, 1, name.length(), 10);
            return Character.isValidCodePoint(number) && number > 0 ? number : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static Properties load() {
        Properties named = new Properties();
        try (InputStream file = Entities.class.getResourceAsStream("entities.properties")) {
            if (file == null) {
                throw new IOException("entities.properties is missing in the program");
            }
            named.load(new InputStreamReader(file, StandardCharsets.UTF_8));
            return named;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
