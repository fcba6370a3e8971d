package dev.muster.streams.type;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/** What libmagic says of texts, for machines without it. */
final class Texts {
    private static final int LOOKED_AT = 64 << 10;

    private static final int FIRST_LINE = 200;

    private Texts() {}

    /** Encoding and line ends in libmagic's words. */
    static String words(byte[] head) {
        byte[] bytes = head.length > LOOKED_AT ? Arrays.copyOf(head, LOOKED_AT) : head;
        return encoding(bytes) + ends(bytes);
    }

    /** Whose script it is, by its first line. */
    static String script(byte[] head) {
        String first = new String(head, 0, Math.min(head.length, FIRST_LINE), ISO_8859_1)
                .lines()
                .findFirst()
                .orElse("");
        String language = Stream.of("Python", "Perl", "PHP", "Ruby")
                .filter(each -> first.contains(each.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse("POSIX shell");
        return language + " script, " + encoding(head) + " executable";
    }

    private static String encoding(byte[] bytes) {
        if (begins(bytes, 0xff, 0xfe)) {
            return "Unicode text, UTF-16, little-endian text";
        }
        if (begins(bytes, 0xfe, 0xff)) {
            return "Unicode text, UTF-16, big-endian text";
        }
        if (begins(bytes, 0xef, 0xbb, 0xbf)) {
            return "Unicode text, UTF-8 (with BOM) text";
        }
        boolean ascii = true;
        for (byte each : bytes) {
            ascii &= each >= 0;
        }
        return ascii ? "ASCII text" : utf8(bytes) ? "Unicode text, UTF-8 text" : "ISO-8859 text";
    }

    private static boolean utf8(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes.length - end < 4 && (bytes[end - 1] & 0xc0) == 0x80) {
            end--;
        }
        boolean cut = bytes.length == LOOKED_AT && end > 0 && (bytes[end - 1] & 0x80) != 0;
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, cut ? end - 1 : bytes.length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static String ends(byte[] bytes) {
        boolean carriage = false;
        boolean feed = false;
        for (int i = 0; i < bytes.length; i++) {
            feed |= bytes[i] == '\n';
            carriage |= bytes[i] == '\r' && i + 1 < bytes.length && bytes[i + 1] == '\n';
        }
        return carriage ? ", with CRLF line terminators" : feed ? "" : ", with no line terminators";
    }

    private static boolean begins(byte[] bytes, int... mark) {
        if (bytes.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((bytes[i] & 0xff) != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
