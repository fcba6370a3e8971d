package dev.muster.events;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes avro of today's version as JSON, the same as {@link EventJson} writes of the event in it, without making the event. For one
 * thread.
 */
public final class StoredJson {
    private static final long NO_TIME = EventTimes.ZERO.getEpochSecond() * 1_000_000;
    private static final double MOST_WHOLE = 1e15;

    private final Shape shape;
    private final JsonBytes out = new JsonBytes();

    StoredJson(Shape shape) {
        this.shape = shape;
    }

    /**
     * Writes one event.
     *
     * @param stored read by {@link EventAvro#skim} before, so that its form is known to be good
     */
    public void write(byte[] stored, OutputStream to) throws IOException {
        out.clear();
        object(shape, new AvroBytes(stored));
        out.writeTo(to);
    }

    /** The same alone. */
    public byte[] write(byte[] stored) {
        out.clear();
        object(shape, new AvroBytes(stored));
        return out.bytes();
    }

    /** Writes an object; false when nothing in it says anything. */
    private boolean object(Shape of, AvroBytes in) {
        boolean says = false;
        boolean first = true;
        out.put('{');
        for (Shape.Field field : of.fields()) {
            int before = out.end();
            if (!first) {
                out.put(',');
            }
            out.name(field.label().asQuotedUTF8());
            boolean full = value(field, in);
            if (full || field.always()) {
                first = false;
            } else {
                out.back(before);
            }
            says |= full;
        }
        out.put('}');
        return says;
    }

    private boolean value(Shape.Field field, AvroBytes in) {
        return switch (field.kind()) {
            case TEXT -> text(in);
            case NUMBER -> number(in.number());
            case REAL -> real(in.real());
            case FLAG -> flag(in.flag());
            case TIME -> time(in.number());
            case SIZE -> size(in.bits());
            case RAW -> raw(in);
            case RECORD -> object(field.inner(), in);
            case TEXTS, RECORDS -> items(field, in);
            case PAIRS -> pairs(AvroReading.pairs(in));
        };
    }

    private boolean text(AvroBytes in) {
        in.pass();
        out.text(in.source(), in.passed(), in.passedLength());
        return in.passedLength() > 0;
    }

    private boolean number(long value) {
        out.put(Long.toString(value));
        return value != 0;
    }

    private boolean real(double value) {
        if (Double.isFinite(value) && value == Math.rint(value) && Math.abs(value) < MOST_WHOLE) {
            out.put(Long.toString((long) value));
        } else {
            out.put(Double.toString(Double.isFinite(value) ? value : 0.0));
        }
        return Double.doubleToLongBits(value) != 0;
    }

    private boolean flag(boolean value) {
        out.put(value ? "true" : "false");
        return value;
    }

    private boolean time(long micros) {
        out.put('"');
        out.put(EventTimes.format(EventTimes.ofMicros(micros)));
        out.put('"');
        return micros != NO_TIME;
    }

    private boolean size(long bits) {
        out.put(Long.toUnsignedString(bits));
        return bits != 0;
    }

    private boolean raw(AvroBytes in) {
        in.pass();
        if (in.passedLength() == 0) {
            out.put("{}");
            return false;
        }
        byte[] clean = new String(in.source(), in.passed(), in.passedLength(), StandardCharsets.UTF_8)
                .getBytes(StandardCharsets.UTF_8);
        out.put(clean, 0, clean.length);
        return true;
    }

    private boolean items(Shape.Field field, AvroBytes in) {
        boolean some = false;
        out.put('[');
        for (long left = in.block(); left > 0; left = left == 1 ? in.block() : left - 1) {
            if (some) {
                out.put(',');
            }
            some = true;
            if (field.kind() == Shape.Kind.RECORDS) {
                object(field.inner(), in);
            } else {
                text(in);
            }
        }
        out.put(']');
        return some;
    }

    private boolean pairs(Map<String, String> pairs) {
        boolean some = false;
        out.put('{');
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            if (some) {
                out.put(',');
            }
            some = true;
            out.text(pair.getKey());
            out.put(':');
            out.text(pair.getValue());
        }
        out.put('}');
        return some;
    }
}
