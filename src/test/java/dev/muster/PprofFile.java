package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** Reads a profile as {@code profile.proto} of pprof says, and holds it to what {@code go tool pprof} demands of one. */
final class PprofFile {
    private PprofFile() {}

    /** Every number in it leads to something, and every sample has a value for each measure; answers how many samples there are. */
    static int check(byte[] zipped) throws IOException {
        byte[] plain;
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            plain = in.readAllBytes();
        }
        Map<Integer, List<Object>> profile = fields(ByteBuffer.wrap(plain));
        int strings = profile.get(6).size();
        assertThat(((ByteBuffer) profile.get(6).get(0)).remaining())
                .as("the first string")
                .isZero();
        Set<Object> functions = new HashSet<>();
        for (Map<Integer, List<Object>> function : messages(profile, 5)) {
            assertThat(functions.add(function.get(1).get(0))).isTrue();
            assertThat((Long) function.get(2).get(0)).isBetween(1L, strings - 1L);
        }
        Set<Object> locations = new HashSet<>();
        for (Map<Integer, List<Object>> location : messages(profile, 4)) {
            assertThat(locations.add(location.get(1).get(0))).isTrue();
            assertThat(functions).contains(messages(location, 4).get(0).get(1).get(0));
        }
        for (Map<Integer, List<Object>> sample : messages(profile, 2)) {
            assertThat(packed(sample, 1)).allMatch(locations::contains);
            assertThat(packed(sample, 2)).hasSameSizeAs(profile.get(1));
        }
        return messages(profile, 2).size();
    }

    private static List<Map<Integer, List<Object>>> messages(Map<Integer, List<Object>> of, int field) {
        return of.getOrDefault(field, List.of()).stream()
                .map(each -> fields(((ByteBuffer) each).duplicate()))
                .toList();
    }

    private static List<Object> packed(Map<Integer, List<Object>> of, int field) {
        List<Object> numbers = new ArrayList<>();
        ByteBuffer bytes = ((ByteBuffer) of.get(field).get(0)).duplicate();
        while (bytes.hasRemaining()) {
            numbers.add(varint(bytes));
        }
        return numbers;
    }

    /** Numbers as Long, everything else as ByteBuffer. */
    private static Map<Integer, List<Object>> fields(ByteBuffer bytes) {
        Map<Integer, List<Object>> fields = new TreeMap<>();
        while (bytes.hasRemaining()) {
            long key = varint(bytes);
            List<Object> values = fields.computeIfAbsent((int) (key >> 3), field -> new ArrayList<>());
            if ((key & 7) == 0) {
                values.add(varint(bytes));
            } else {
                assertThat(key & 7).as("kind of field " + (key >> 3)).isEqualTo(2);
                int length = (int) varint(bytes);
                values.add(bytes.slice(bytes.position(), length));
                bytes.position(bytes.position() + length);
            }
        }
        return fields;
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
