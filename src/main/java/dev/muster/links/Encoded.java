package dev.muster.links;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A frame as bytes, in segments that never move, so that a large answer is held in memory once. */
final class Encoded extends OutputStream {
    private static final int FIRST = 2048;

    private final List<byte[]> segments = new ArrayList<>(1);
    private final long limit;
    private byte[] current = new byte[FIRST];
    private int used;
    private long length;

    private Encoded(long limit) {
        this.limit = limit;
    }

    /** Writes a frame; error 3050 when it is longer than the limit, 1000 when a value cannot be written as JSON. */
    static Encoded of(Frame frame, long limit) {
        Encoded out = new Encoded(limit);
        try (JsonGenerator json = Json.generator(out)) {
            frame.writeObject(json);
        } catch (IOException e) {
            if (out.length > limit) {
                throw new MusterException(ErrorCode.PAYLOAD_TOO_LARGE, "", e);
            }
            throw new MusterException(ErrorCode.INTERNAL, "a result cannot be written as JSON", e);
        }
        out.segments.add(Arrays.copyOf(out.current, out.used));
        return out;
    }

    long length() {
        return length;
    }

    List<byte[]> segments() {
        return segments;
    }

    /** All of it as text; only for what fits inline. */
    String text() {
        if (segments.size() == 1) {
            return new String(segments.get(0), StandardCharsets.UTF_8);
        }
        byte[] whole = new byte[(int) length];
        int at = 0;
        for (byte[] segment : segments) {
            System.arraycopy(segment, 0, whole, at, segment.length);
            at += segment.length;
        }
        return new String(whole, StandardCharsets.UTF_8);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        length += count;
        if (length > limit) {
            throw new IOException("longer than " + limit + " bytes");
        }
        int from = offset;
        int left = count;
        while (left > 0) {
            if (used == current.length) {
                segments.add(current);
                current = new byte[Math.min(LinkSettings.CHUNK, current.length * 8)];
                used = 0;
            }
            int part = Math.min(left, current.length - used);
            System.arraycopy(bytes, from, current, used, part);
            used += part;
            from += part;
            left -= part;
        }
    }
}
