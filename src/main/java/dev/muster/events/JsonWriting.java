package dev.muster.events;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;

/** Writes records as JSON objects without what is empty. */
final class JsonWriting {
    private JsonWriting() {}

    static void object(Shape shape, SpecificRecordBase record, JsonGenerator out) throws IOException {
        out.writeStartObject();
        for (Shape.Field field : shape.fields()) {
            Object value = record.get(field.place());
            if (field.always() || !field.isEmpty(value)) {
                out.writeFieldName(field.label());
                value(field, value, out);
            }
        }
        out.writeEndObject();
    }

    private static void value(Shape.Field field, Object value, JsonGenerator out) throws IOException {
        switch (field.kind()) {
            case TEXT -> out.writeString((String) value);
            case NUMBER -> out.writeNumber((Long) value);
            case REAL -> real((Double) value, out);
            case FLAG -> out.writeBoolean((Boolean) value);
            case TIME -> out.writeString(EventTimes.format((Instant) value));
            case SIZE -> size(Shape.size(value), out);
            case RAW -> raw((ByteBuffer) value, out);
            case RECORD -> object(field.inner(), (SpecificRecordBase) value, out);
            case TEXTS, RECORDS -> items(field, (List<?>) value, out);
            case PAIRS -> pairs((Map<?, ?>) value, out);
        }
    }

    /** JSON has no infinities; what avro may carry becomes 0 rather than a text that no client reads. */
    private static void real(double value, JsonGenerator out) throws IOException {
        if (Double.isFinite(value) && value == Math.rint(value) && Math.abs(value) < 1e15) {
            out.writeNumber((long) value);
        } else {
            out.writeNumber(Double.isFinite(value) ? value : 0.0);
        }
    }

    private static void size(long bits, JsonGenerator out) throws IOException {
        if (bits >= 0) {
            out.writeNumber(bits);
        } else {
            out.writeNumber(new BigInteger(Long.toUnsignedString(bits)));
        }
    }

    private static void raw(ByteBuffer bytes, JsonGenerator out) throws IOException {
        out.writeRawValue(
                bytes.hasRemaining()
                        ? StandardCharsets.UTF_8.decode(bytes.duplicate()).toString()
                        : "{}");
    }

    private static void items(Shape.Field field, List<?> items, JsonGenerator out) throws IOException {
        out.writeStartArray();
        for (Object item : items) {
            if (item instanceof SpecificRecordBase record) {
                object(field.inner(), record, out);
            } else {
                out.writeString((String) item);
            }
        }
        out.writeEndArray();
    }

    private static void pairs(Map<?, ?> pairs, JsonGenerator out) throws IOException {
        out.writeStartObject();
        for (Map.Entry<?, ?> pair : pairs.entrySet()) {
            out.writeStringField((String) pair.getKey(), (String) pair.getValue());
        }
        out.writeEndObject();
    }
}
