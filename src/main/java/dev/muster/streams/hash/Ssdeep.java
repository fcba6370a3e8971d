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
    private static final int LANES = 8;
    private static final int INVERSE_OF_3 = 0xaaaaaaab;
    private static final int THIRD = 0x55555555;

    private final long[] whole = new long[4];
    private final long[] half = new long[4];
    private final byte[][] letters = new byte[SIZES][];
    private final int[] length = new int[SIZES];
    private final byte[] full = new byte[SIZES];
    private final byte[] halfLetter = new byte[SIZES];
    private final byte[] edge = new byte[2 * WINDOW];
    private int first;
    private int end = 1;
    private boolean lastCounts;
    private long size;
    private int sum1;
    private int sum2;
    private int sum3;

    /** A hash of nothing yet. */
    public Ssdeep() {
        letters[0] = new byte[LENGTH];
        set(whole, 0, START);
    }

    /** Adds bytes. */
    public void update(byte[] bytes, int offset, int count) {
        int head = Math.min(WINDOW, count);
        System.arraycopy(bytes, offset, edge, WINDOW, head);
        advance(edge, WINDOW, WINDOW + head);
        advance(bytes, offset + head, offset + count);
        if (count >= WINDOW) {
            System.arraycopy(bytes, offset + count - WINDOW, edge, 0, WINDOW);
        } else {
            System.arraycopy(edge, count, edge, 0, WINDOW);
        }
        size += count;
    }

    /** Takes bytes from an array in which the window before them can be seen. */
    private void advance(byte[] bytes, int from, int to) {
        for (int at = from; at < to; ) {
            at = few() ? roll(bytes, at, to) : rollMany(bytes, at, to);
        }
    }

    /** Whether two words hold all pieces and one the halves of those that have halves. */
    private boolean few() {
        boolean few = end - first < 2 * LANES;
        for (int i = first + LANES; i < end; i++) {
            few &= length[i] < LENGTH / 2;
        }
        return few;
    }

    /** Goes on to the next place where a piece may end, which it ends, or to the end. Everything is in locals because this loop is what the hash costs. */
    private int roll(byte[] bytes, int from, int to) {
        long low = whole[0];
        long high = whole[1];
        long halves = half[0];
        int one = sum1;
        int two = sum2;
        int three = sum3;
        int mask = (1 << first) - 1;
        int at = from;
        boolean found = false;
        while (at < to && !found) {
            int value = bytes[at] & 0xff;
            two += WINDOW * value - one;
            one += value - (bytes[at - WINDOW] & 0xff);
            three = (three << 5) ^ value;
            at++;
            long mixed = (value & 0x3f) * EACH;
            low = step(low) ^ mixed;
            high = step(high) ^ mixed;
            halves = step(halves) ^ mixed;
            int sum = one + two + three + 1;
            found = (sum & mask) == 0 && threefold(sum);
        }
        whole[0] = low;
        whole[1] = high;
        half[0] = halves;
        keep(one, two, three, found);
        return at;
    }

    /** The same for any number of pieces. */
    private int rollMany(byte[] bytes, int at, int to) {
        int value = bytes[at] & 0xff;
        long mixed = (value & 0x3f) * EACH;
        for (int word = 0; word < whole.length; word++) {
            whole[word] = step(whole[word]) ^ mixed;
            half[word] = step(half[word]) ^ mixed;
        }
        int two = sum2 + WINDOW * value - sum1;
        int one = sum1 + value - (bytes[at - WINDOW] & 0xff);
        keep(one, two, (sum3 << 5) ^ value, true);
        return Math.min(at + 1, to);
    }

    private void keep(int one, int two, int three, boolean mayEnd) {
        sum1 = one;
        sum2 = two;
        sum3 = three;
        int sum = one + two + three + 1;
        if (mayEnd && threefold(sum)) {
            cut(sum);
        }
    }

    /** Whether an unsigned number is a multiple of three, and not zero, where libfuzzy never ends a piece. */
    private static boolean threefold(int sum) {
        return sum != 0 && sum * INVERSE_OF_3 + Integer.MIN_VALUE <= THIRD + Integer.MIN_VALUE;
    }

    /** Multiplies every six-bit number by the prime 19 (0x01000193 modulo 64); two bits of each lane are room for what overflows. */
    private static long step(long state) {
        return (((state & TWO) << 4) + (state << 1) + state) & SIX;
    }

    private void cut(int sum) {
        int twos = Integer.numberOfTrailingZeros(sum);
        for (int i = first; i < end && i <= twos; i++) {
            if (length[i] == 0) {
                fork();
            }
            int position = length[i];
            int piece = get(whole, i - first);
            byte letter = (byte) LETTERS.charAt(piece);
            halfLetter[i] = (byte) LETTERS.charAt(half(i));
            if (position < LENGTH - 1) {
                letters[i][position] = letter;
                length[i]++;
                if (length[i] == LENGTH / 2) {
                    set(half, i - first, piece);
                } else if (length[i] < LENGTH / 2) {
                    halfLetter[i] = 0;
                }
                set(whole, i - first, START);
            } else {
                full[i] = letter;
                reduce();
            }
        }
    }

    /** The state of the second half; the same as the whole one's until the first half is full. */
    private int half(int index) {
        return get(length[index] < LENGTH / 2 ? whole : half, index - first);
    }

    private void fork() {
        if (end < SIZES) {
            letters[end] = new byte[LENGTH];
            set(whole, end - first, get(whole, end - 1 - first));
            end++;
        } else if (!lastCounts) {
            lastCounts = true;
            set(whole, end - first, get(whole, end - 1 - first));
        }
    }

    private void reduce() {
        if (end - first >= 2 && (long) SMALLEST << first << 6 < size && length[first + 1] >= LENGTH / 2) {
            first++;
            for (int word = 0; word < whole.length; word++) {
                boolean more = word + 1 < whole.length;
                whole[word] = whole[word] >>> 8 | (more ? whole[word + 1] << 56 : 0);
                half[word] = half[word] >>> 8 | (more ? half[word + 1] << 56 : 0);
            }
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
        letter(text, rest ? (byte) LETTERS.charAt(get(whole, chosen - first)) : full[chosen]);
        text.append(':');
        if (chosen < end - 1) {
            int next = chosen + 1;
            text.append(text(next, Math.min(length[next], LENGTH / 2 - 1)));
            letter(text, rest ? (byte) LETTERS.charAt(half(next)) : halfLetter[next]);
        } else if (rest) {
            text.append(LETTERS.charAt(get(whole, lastCounts ? end - first : 0)));
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
