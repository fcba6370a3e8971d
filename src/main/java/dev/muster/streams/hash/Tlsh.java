package dev.muster.streams.hash;

import java.util.Arrays;
import java.util.Optional;

/**
 * The locality sensitive hash as specs/event-dispatcher.md section 5.2 pins it: 128 buckets, checksum of one byte, window of five bytes, and
 * none of the reference's refusals of short or uniform content. Not thread-safe.
 */
public final class Tlsh {
    private static final int BUCKETS = 128;
    private static final int WINDOW = 5;
    private static final double LOG_1_5 = 0.4054651;
    private static final double LOG_1_3 = 0.26236426;
    private static final double LOG_1_1 = 0.095310180;

    private static final byte[] TABLE = PearsonTable.bytes();

    /** What the newest byte becomes with each of the seven salts, a byte each. */
    private static final long[] SALTED = salted(1, 49, 12, 178, 166, 84, 230);

    /** How often each bucket was met, at the place from which the last permutation would lead to it. */
    private final long[] counts = new long[256];

    private int checksum;
    private int window;
    private long size;

    /** Adds bytes. */
    public void update(byte[] bytes, int offset, int count) {
        int at = offset;
        int end = offset + count;
        for (; at < end && size < WINDOW - 1; at++, size++) {
            window = window << 8 | (bytes[at] & 0xff);
        }
        size += end - at;
        count(bytes, at, end);
    }

    /** Everything is in locals because this loop is what the hash costs. */
    private void count(byte[] bytes, int from, int end) {
        byte[] table = TABLE;
        long[] times = counts;
        int last = window;
        int sum = checksum;
        for (int at = from; at < end; at++) {
            int value = bytes[at] & 0xff;
            int one = last & 0xff;
            int two = last >>> 8 & 0xff;
            int three = last >>> 16 & 0xff;
            int four = last >>> 24;
            long salted = SALTED[value];
            sum = mix(table, mix(table, (int) salted & 0xff ^ one) ^ sum);
            times[mix(table, (int) (salted >>> 8) & 0xff ^ one) ^ two]++;
            times[mix(table, (int) (salted >>> 16) & 0xff ^ one) ^ three]++;
            times[mix(table, (int) (salted >>> 24) & 0xff ^ two) ^ three]++;
            times[mix(table, (int) (salted >>> 32) & 0xff ^ two) ^ four]++;
            times[mix(table, (int) (salted >>> 40) & 0xff ^ one) ^ four]++;
            times[mix(table, (int) (salted >>> 48) & 0xff ^ three) ^ four]++;
            last = last << 8 | value;
        }
        window = last;
        checksum = sum;
    }

    private static int mix(byte[] table, int value) {
        return table[value & 0xff] & 0xff;
    }

    private static long[] salted(int... salts) {
        long[] all = new long[256];
        for (int value = 0; value < all.length; value++) {
            for (int i = 0; i < salts.length; i++) {
                all[value] |= (long) mix(TABLE, salts[i] ^ value) << 8 * i;
            }
        }
        return all;
    }

    /** {@code T1} and 70 lower-case hexadecimal digits; empty when too little differs in the content. */
    public Optional<String> digest() {
        long[] buckets = new long[counts.length];
        for (int i = 0; i < counts.length; i++) {
            buckets[mix(TABLE, i)] = counts[i];
        }
        long[] sorted = Arrays.copyOf(buckets, BUCKETS);
        Arrays.sort(sorted);
        long low = sorted[BUCKETS / 4 - 1];
        long middle = sorted[BUCKETS / 2 - 1];
        long high = sorted[BUCKETS - BUCKETS / 4 - 1];
        if (high == 0) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder(72).append("T1");
        swapped(text, checksum);
        swapped(text, lengthClass());
        text.append(Character.forDigit((int) (low * 100 / high % 16), 16));
        text.append(Character.forDigit((int) (middle * 100 / high % 16), 16));
        for (int code = BUCKETS / 4 - 1; code >= 0; code--) {
            int bits = 0;
            for (int each = 3; each >= 0; each--) {
                long times = buckets[4 * code + each];
                bits = bits << 2 | (times > high ? 3 : times > middle ? 2 : times > low ? 1 : 0);
            }
            text.append(Character.forDigit(bits >> 4, 16)).append(Character.forDigit(bits & 15, 16));
        }
        return Optional.of(text.toString());
    }

    private int lengthClass() {
        double log = Math.log((double) size);
        double scaled = size <= 656 ? log / LOG_1_5 : size <= 3199 ? log / LOG_1_3 - 8.72777 : log / LOG_1_1 - 62.5472;
        return (int) Math.floor(scaled) & 0xff;
    }

    private static void swapped(StringBuilder text, int value) {
        text.append(Character.forDigit(value & 15, 16)).append(Character.forDigit(value >> 4, 16));
    }
}
