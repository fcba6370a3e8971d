package dev.muster.debug;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Values by stack, written as gzip'd {@code profile.proto} of pprof. Not thread-safe. */
public final class Profile {
    private final List<Measure> measures;
    private final Map<List<Frame>, long[]> samples = new LinkedHashMap<>();
    private final Map<String, Integer> strings = new LinkedHashMap<>(Map.of("", 0));
    private final Map<String, Integer> functions = new LinkedHashMap<>();
    private final Map<Frame, Integer> locations = new LinkedHashMap<>();

    /** What is measured, and in what. */
    public record Measure(String what, String unit) {}

    /** One place of a stack. */
    public record Frame(String method, int line) {}

    /** A profile without samples. */
    public Profile(Measure... measures) {
        this.measures = List.of(measures);
    }

    /** Adds values to what the same stack has; the innermost frame is first, a value stands for each measure. */
    public void add(List<Frame> stack, long... values) {
        long[] sums = samples.computeIfAbsent(List.copyOf(stack), same -> new long[measures.size()]);
        Arrays.setAll(sums, i -> sums[i] + values[i]);
    }

    /** The profile as pprof reads it. */
    public byte[] bytes() {
        Message profile = new Message();
        measures.forEach(measure ->
                profile.message(1, new Message().number(1, string(measure.what)).number(2, string(measure.unit))));
        samples.forEach((stack, values) -> profile.message(
                2,
                new Message()
                        .numbers(1, stack.stream().mapToLong(this::location).toArray())
                        .numbers(2, values)));
        locations.forEach((frame, id) -> profile.message(
                4,
                new Message()
                        .number(1, id)
                        .message(
                                4,
                                new Message()
                                        .number(1, functions.get(frame.method))
                                        .number(2, Math.max(0, frame.line)))));
        functions.forEach((name, id) -> profile.message(
                5, new Message().number(1, id).number(2, string(name)).number(3, string(name))));
        strings.keySet().forEach(text -> profile.bytes(6, text.getBytes(UTF_8)));
        return zipped(profile.out.toByteArray());
    }

    private int string(String text) {
        return strings.computeIfAbsent(text, added -> strings.size());
    }

    private int location(Frame frame) {
        functions.computeIfAbsent(frame.method, added -> functions.size() + 1);
        return locations.computeIfAbsent(frame, added -> locations.size() + 1);
    }

    private static byte[] zipped(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** A message of protocol buffers. */
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint(field << 3);
            varint(value);
            return this;
        }

        Message numbers(int field, long[] values) {
            Message packed = new Message();
            for (long value : values) {
                packed.varint(value);
            }
            return message(field, packed);
        }

        Message message(int field, Message inner) {
            return bytes(field, inner.out.toByteArray());
        }

        Message bytes(int field, byte[] bytes) {
            varint(field << 3 | 2);
            varint(bytes.length);
            out.writeBytes(bytes);
            return this;
        }

        private void varint(long value) {
            long left = value;
            for (; (left & ~0x7fL) != 0; left >>>= 7) {
                out.write((int) (left & 0x7f | 0x80));
            }
            out.write((int) left);
        }
    }
}
