package dev.muster.streams.hash;

import java.util.Arrays;
import java.util.Optional;

/**
 * The locality sensitive hash as specs/event-dispatcher.md section 5.2 pins it: 128 buckets, checksum of one byte, window of five bytes, and
 * none of the reference's refusals of short or uniform content. Not thread-safe.
 */
public final class Tlsh {
    private static final int BUCKETS = 128;
    private static final double LOG_1_5 = 0.4054651;
    private static final double LOG_1_3 = 0.26236426;
    private static final double LOG_1_1 = 0.095310180;

    private final int[] buckets = new int[256];
    private final byte[] table = PearsonTable.bytes();
    private int checksum;
    private int previous1;
    private int previous2;
    private int previous3;
    private int previous4;
    private long size;

    /** Adds bytes. */
    public void update(byte[] bytes, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            int value = bytes[i] & 0xff;
            if (size >= 4) {
                count(value);
            }
            size++;
            previous4 = previous3;
            previous3 = previous2;
            previous2 = previous1;
            previous1 = value;
        }
    }

    private void count(int value) {
        checksum = mix(mix(mix(1 ^ value) ^ previous1) ^ checksum);
        buckets[mix(mix(mix(49 ^ value) ^ previous1) ^ previous2)]++;
        buckets[mix(mix(mix(12 ^ value) ^ previous1) ^ previous3)]++;
        buckets[mix(mix(mix(178 ^ value) ^ previous2) ^ previous3)]++;
        buckets[mix(mix(mix(166 ^ value) ^ previous2) ^ previous4)]++;
        buckets[mix(mix(mix(84 ^ value) ^ previous1) ^ previous4)]++;
        buckets[mix(mix(mix(230 ^ value) ^ previous3) ^ previous4)]++;
    }

    private int mix(int value) {
        return table[value] & 0xff;
    }

    /** {@code T1} and 70 lower-case hexadecimal digits; empty when too little differs in the content. */
    public Optional<String> digest() {
        int[] sorted = Arrays.copyOf(buckets, BUCKETS);
        Arrays.sort(sorted);
        int low = sorted[BUCKETS / 4 - 1];
        int middle = sorted[BUCKETS / 2 - 1];
        int high = sorted[BUCKETS - BUCKETS / 4 - 1];
        if (high == 0) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder(72).append("T1");
        swapped(text, checksum);
        swapped(text, lengthClass());
        text.append(Character.forDigit((int) (low * 100L / high % 16), 16));
        text.append(Character.forDigit((int) (middle * 100L / high % 16), 16));
        for (int code = BUCKETS / 4 - 1; code >= 0; code--) {
            int bits = 0;
            for (int each = 3; each >= 0; each--) {
                int times = buckets[4 * code + each];
                bits = bits << 2 | (times > high ? 3 : times > middle ? 2 : times > low ? 1 : 0);
            }
            text.append(Character.forDigit(bits >> 4, 16)).append(Character.forDigit(bits & 15, 16));
        }
        return Optional.of(text.toString());
    }

    private int lengthClass() {
        double log = Math.log(size);
        double scaled = size <= 656 ? log / LOG_1_5 : size <= 3199 ? log / LOG_1_3 - 8.72777 : log / LOG_1_1 - 62.5472;
        return (int) Math.floor(scaled) & 0xff;
    }

    private static void swapped(StringBuilder text, int value) {
        text.append(Character.forDigit(value & 15, 16)).append(Character.forDigit(value >> 4, 16));
    }
}
