package dev.muster.streams.type;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Names of the entries of a zip archive, without unpacking anything: from the directory at its end, or from the entries at its beginning when the directory is larger
 * than what was kept of the blob. Time and memory are bounded whatever the archive claims.
 */
final class ZipNames {
    private static final int MOST = 20_000;
    private static final int END = 0x06054b50;
    private static final int DIRECTORY = 0x02014b50;
    private static final int LOCAL = 0x04034b50;
    private static final int END_SIZE = 22;
    private static final int LONGEST_COMMENT = 0xffff;

    private ZipNames() {}

    /** The names; empty when this is no zip archive. */
    static Optional<List<String>> of(Sample sample) {
        byte[] end = sample.tail().length == 0 ? sample.head() : sample.whole() ? joined(sample) : sample.tail();
        Optional<List<String>> listed = directory(end);
        if (listed.isPresent() && !listed.get().isEmpty()) {
            return listed;
        }
        List<String> local = local(sample.head());
        return local.isEmpty() ? Optional.empty() : Optional.of(local);
    }

    private static byte[] joined(Sample sample) {
        return ByteBuffer.allocate(sample.head().length + sample.tail().length)
                .put(sample.head())
                .put(sample.tail())
                .array();
    }

    private static Optional<List<String>> directory(byte[] bytes) {
        ByteBuffer in = little(bytes);
        int lowest = Math.max(0, bytes.length - END_SIZE - LONGEST_COMMENT);
        for (int at = bytes.length - END_SIZE; at >= lowest; at--) {
            if (in.getInt(at) == END) {
                long size = Integer.toUnsignedLong(in.getInt(at + 12));
                return size > at ? Optional.empty() : Optional.of(listed(in, (int) (at - size), at));
            }
        }
        return Optional.empty();
    }

    private static List<String> listed(ByteBuffer in, int from, int to) {
        List<String> names = new ArrayList<>();
        int at = from;
        while (names.size() < MOST && at + 46 <= to && in.getInt(at) == DIRECTORY) {
            int length = Short.toUnsignedInt(in.getShort(at + 28));
            int rest = Short.toUnsignedInt(in.getShort(at + 30)) + Short.toUnsignedInt(in.getShort(at + 32));
            if (at + 46 + length > to) {
                break;
            }
            names.add(new String(in.array(), at + 46, length, UTF_8));
            at += 46 + length + rest;
        }
        return names;
    }

    private static List<String> local(byte[] bytes) {
        ByteBuffer in = little(bytes);
        List<String> names = new ArrayList<>();
        int at = 0;
        while (names.size() < MOST && at >= 0 && at + 30 <= bytes.length && in.getInt(at) == LOCAL) {
            int length = Short.toUnsignedInt(in.getShort(at + 26));
            int extra = Short.toUnsignedInt(in.getShort(at + 28));
            if (at + 30 + length > bytes.length) {
                break;
            }
            names.add(new String(bytes, at + 30, length, UTF_8));
            long size = Integer.toUnsignedLong(in.getInt(at + 18));
            long next = at + 30L + length + extra + size;
            boolean unknown = size == 0 && (in.getShort(at + 6) & 8) != 0;
            at = unknown ? next(in, (int) Math.min(next, bytes.length)) : (int) Math.min(next, bytes.length);
        }
        return names;
    }

    private static int next(ByteBuffer in, int from) {
        for (int at = from; at + 4 <= in.limit(); at++) {
            if (in.getInt(at) == LOCAL) {
                return at;
            }
        }
        return in.limit();
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
