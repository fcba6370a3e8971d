package dev.muster.streams.hash;

/**
 * The context triggered piecewise hash of libfuzzy ({@code fuzzy_hash}, no flags), made while bytes arrive and without knowing how many
 * there will be. One piece hash is kept for each block size that may still win; each is a number of six bits, eight of which are advanced at once as
 * the bytes of a {@code long}. Not thread-safe.
 */
public final class Ssdeep {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int SMALLEST = 3;
    private static final int SIZES = 31;
    private static final int LENGTH = 64;
    private static final int WINDOW = 7;
    private static final int START = 0x27;
    private static final long EACH = 0x0101010101010101L;
    private static final long SIX = 0x3f * EACH;
    private static final long TWO = 0x03 * EACH;
    private static final long FIVE = 0x1f * EACH;

    private final long[] whole = new long[4];
    private final long[] half = new long[4];
    private final byte[][] letters = new byte[SIZES][];
    private final int[] length = new int[SIZES];
    private final byte[] full = new byte[SIZES];
    private final byte[] halfLetter = new byte[SIZES];
    private final int[] window = new int[WINDOW];
    private int first;
    private int end = 1;
    private int last = START;
    private boolean lastCounts;
    private long size;
    private int at;
    private int sum1;
    private int sum2;
    private int sum3;

    /** A hash of nothing yet. */
    public Ssdeep() {
        letters[0] = new byte[LENGTH];
        set(whole, 0, START);
        set(half, 0, START);
    }

    /** Adds bytes. */
    public void update(byte[] bytes, int offset, int count) {
        size += count;
        for (int i = offset; i < offset + count; i++) {
            int value = bytes[i] & 0xff;
            roll(value);
            advance(value & 0x3f);
            int sum = sum1 + sum2 + sum3 + 1;
            if ((sum & ((1 << first) - 1)) == 0) {
                cut(sum & 0xffffffffL);
            }
        }
    }

    private void roll(int value) {
        sum2 += WINDOW * value - sum1;
        sum1 += value - window[at];
        window[at] = value;
        at = at == WINDOW - 1 ? 0 : at + 1;
        sum3 = (sum3 << 5) ^ value;
    }

    /** Multiplies every six-bit number by the prime 19 (0x01000193 modulo 64) and mixes the byte in. */
    private void advance(int value) {
        long mixed = value * EACH;
        for (int word = first >> 3; word <= (end - 1) >> 3; word++) {
            whole[word] = step(whole[word]) ^ mixed;
            half[word] = step(half[word]) ^ mixed;
        }
        if (lastCounts) {
            last = ((last * 19) ^ value) & 0x3f;
        }
    }

    private static long step(long state) {
        return (((state & TWO) << 4) + ((state & FIVE) << 1) + state) & SIX;
    }

    private void cut(long sum) {
        for (int i = first; i < end; i++) {
            if (sum % ((long) SMALLEST << i) != 0) {
                return;
            }
            if (length[i] == 0) {
                fork();
            }
            int position = length[i];
            byte letter = (byte) LETTERS.charAt(get(whole, i));
            halfLetter[i] = (byte) LETTERS.charAt(get(half, i));
            if (position < LENGTH - 1) {
                letters[i][position] = letter;
                length[i]++;
                set(whole, i, START);
                if (length[i] < LENGTH / 2) {
                    set(half, i, START);
                    halfLetter[i] = 0;
                }
            } else {
                full[i] = letter;
                reduce();
            }
        }
    }

    private void fork() {
        if (end >= SIZES) {
            if (!lastCounts) {
                lastCounts = true;
                last = get(whole, SIZES - 1);
            }
            return;
        }
        letters[end] = new byte[LENGTH];
        set(whole, end, get(whole, end - 1));
        set(half, end, get(half, end - 1));
        end++;
    }

    private void reduce() {
        if (end - first >= 2 && (long) SMALLEST << first << 6 < size && length[first + 1] >= LENGTH / 2) {
            first++;
        }
    }

    /** The hash of what was added, as {@code size:letters:letters}. */
    public String digest() {
        int chosen = first;
        while (((long) SMALLEST << chosen) * LENGTH < size) {
            chosen++;
        }
        chosen = Math.min(chosen, end - 1);
        while (chosen > first && length[chosen] < LENGTH / 2) {
            chosen--;
        }
        boolean rest = sum1 + sum2 + sum3 != 0;
        StringBuilder text =
                new StringBuilder(160).append((long) SMALLEST << chosen).append(':');
        text.append(text(chosen, length[chosen]));
        letter(text, rest ? (byte) LETTERS.charAt(get(whole, chosen)) : full[chosen]);
        text.append(':');
        if (chosen < end - 1) {
            int next = chosen + 1;
            text.append(text(next, Math.min(length[next], LENGTH / 2 - 1)));
            letter(text, rest ? (byte) LETTERS.charAt(get(half, next)) : halfLetter[next]);
        } else if (rest) {
            text.append(LETTERS.charAt(chosen == 0 ? get(whole, 0) : last));
        }
        return text.toString();
    }

    private String text(int index, int count) {
        return new String(letters[index], 0, count, java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static void letter(StringBuilder text, byte letter) {
        if (letter != 0) {
            text.append((char) letter);
        }
    }

    private static int get(long[] states, int index) {
        return (int) (states[index >> 3] >>> ((index & 7) << 3)) & 0x3f;
    }

    private static void set(long[] states, int index, int value) {
        int shift = (index & 7) << 3;
        states[index >> 3] = (states[index >> 3] & ~(0xffL << shift)) | (long) value << shift;
    }
}
