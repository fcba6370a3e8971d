package dev.muster.events;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes in avro's binary encoding, read from front to back; never reads or makes room for more than is there. For one thread. */
final class AvroBytes {
    private static final int LONGEST_NUMBER = 10;
    private static final int BITS = 7;

    private final byte[] bytes;
    private final ItemBudget budget;
    private int at;
    private int passed;

    AvroBytes(byte[] bytes) {
        this.bytes = bytes;
        this.budget = new ItemBudget(bytes.length);
    }

    /** How many items may still come. */
    ItemBudget budget() {
        return budget;
    }

    int left() {
        return bytes.length - at;
    }

    /** The number that comes next, left in place. */
    long peek() {
        int here = at;
        long number = number();
        at = here;
        return number;
    }

    long number() {
        long value = 0;
        for (int i = 0; i < LONGEST_NUMBER; i++) {
            if (at == bytes.length) {
                throw cut("a number");
            }
            byte each = bytes[at++];
            value |= (each & 0x7fL) << (BITS * i);
            if (each >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new MalformedEvent("the number that ends at byte " + at + " is longer than 64 bits");
    }

    boolean flag() {
        int from = take(1, "a boolean");
        if (bytes[from] != 0 && bytes[from] != 1) {
            throw new MalformedEvent("byte " + from + " is " + bytes[from] + ", not a boolean");
        }
        return bytes[from] == 1;
    }

    double real() {
        return Double.longBitsToDouble(Long.reverseBytes(bits()));
    }

    /** Eight bytes, the most significant first. */
    long bits() {
        return ByteBuffer.wrap(bytes, take(Long.BYTES, "8 bytes"), Long.BYTES).getLong();
    }

    String text() {
        int length = length();
        return new String(bytes, take(length, "a text"), length, StandardCharsets.UTF_8);
    }

    /** Goes behind a text or bytes; what was passed begins at {@link #passed} and ends here. */
    void pass() {
        int length = length();
        passed = take(length, "a text");
    }

    /** Goes behind bytes that are empty or a JSON value. */
    void passJson() {
        pass();
        RawJson.check(bytes, passed, passedLength());
    }

    /** Where what was passed last begins. */
    int passed() {
        return passed;
    }

    /** How long what was passed last is. */
    int passedLength() {
        return at - passed;
    }

    byte[] source() {
        return bytes;
    }

    /** Bytes that are empty or a JSON value. */
    byte[] json() {
        int length = length();
        int from = take(length, "bytes");
        RawJson.check(bytes, from, length);
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    /** How many items the next block of an array or map has; 0 at its end. Each item takes at least one byte. */
    long block() {
        long count = number();
        if (count < 0) {
            count = -count;
            number();
        }
        if (count < 0 || count > left()) {
            throw new MalformedEvent(
                    "a list before byte " + at + " claims " + count + " items, but " + left() + " bytes are left");
        }
        return count;
    }

    private int length() {
        long length = number();
        if (length < 0 || length > left()) {
            throw new MalformedEvent(
                    "a text before byte " + at + " claims " + length + " bytes, but " + left() + " are left");
        }
        return (int) length;
    }

    private int take(int count, String what) {
        if (count > left()) {
            throw cut(what);
        }
        int from = at;
        at += count;
        return from;
    }

    private MalformedEvent cut(String what) {
        return new MalformedEvent("the bytes end at " + bytes.length + " in the middle of " + what);
    }
}
