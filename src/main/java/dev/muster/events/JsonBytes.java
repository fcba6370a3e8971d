package dev.muster.events;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** JSON text under way, of which the end can be taken back. For one thread. */
final class JsonBytes {
    private static final int FIRST = 4_096;

    private byte[] bytes = new byte[FIRST];
    private int length;

    /** Where the text ends. */
    int end() {
        return length;
    }

    /** Takes back what was put after that end. */
    void back(int end) {
        length = end;
    }

    void put(char ascii) {
        room(1);
        bytes[length++] = (byte) ascii;
    }

    void put(byte[] text, int from, int count) {
        room(count);
        System.arraycopy(text, from, bytes, length, count);
        length += count;
    }

    /** Text that needs no quoting. */
    void put(String ascii) {
        int count = ascii.length();
        room(count);
        for (int i = 0; i < count; i++) {
            bytes[length++] = (byte) ascii.charAt(i);
        }
    }

    /** A name with its colon. */
    void name(byte[] quoted) {
        room(quoted.length + 3);
        bytes[length++] = '"';
        System.arraycopy(quoted, 0, bytes, length, quoted.length);
        length += quoted.length;
        bytes[length++] = '"';
        bytes[length++] = ':';
    }

    /** A text in quotes, out of UTF-8. */
    void text(byte[] text, int from, int count) {
        room(count + 2);
        byte[] to = bytes;
        int at = length;
        to[at++] = '"';
        for (int i = from; i < from + count; i++) {
            byte each = text[i];
            if (each < ' ' || each == '"' || each == '\\') {
                text(new String(text, from, count, StandardCharsets.UTF_8));
                return;
            }
            to[at++] = each;
        }
        to[at++] = '"';
        length = at;
    }

    /** A text in quotes, with all that must be escaped. */
    void text(String text) {
        byte[] quoted = JsonStringEncoder.getInstance().quoteAsUTF8(text);
        put('"');
        put(quoted, 0, quoted.length);
        put('"');
    }

    /** Begins anew. */
    void clear() {
        length = 0;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.addExact(Math.max(length, more), bytes.length));
        }
    }
}
