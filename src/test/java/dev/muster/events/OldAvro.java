package dev.muster.events;

import dev.muster.events.v6.BinaryEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Writes events as the earlier versions stood in topics: with avro's own writer and schemas that hold the field since removed. */
public final class OldAvro {
    private OldAvro() {}

    /** A binary event of version 4 or 5, with a legacy format that readers of version 6 skip. */
    public static byte[] binary(BinaryEvent event, int version) {
        Schema schema = schema(event.getSchema(), version);
        GenericRecord old = (GenericRecord) value(event, event.getSchema(), schema);
        old.put("model_version", (long) version);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().blockingBinaryEncoder(out, null);
        try {
            new GenericDatumWriter<GenericRecord>(schema).write(old, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static void number(long value, ByteArrayOutputStream out) {
        long left = (value << 1) ^ (value >> 63);
        for (; (left & ~0x7fL) != 0; left >>>= 7) {
            out.write((int) (left & 0x7f | 0x80));
        }
        out.write((int) left);
    }

    private static Schema schema(Schema now, int version) {
        return switch (now.getType()) {
            case ARRAY -> Schema.createArray(schema(now.getElementType(), version));
            case RECORD -> {
                List<Schema.Field> fields = new ArrayList<>();
                boolean legacy = List.of("EventSourcePathNode", "BinaryEntity", "BinaryEntityDatastream")
                        .contains(now.getName());
                for (Schema.Field field : now.getFields()) {
                    if (legacy && field.name().equals("file_format")) {
                        fields.add(new Schema.Field("file_format_legacy", Schema.create(Schema.Type.STRING)));
                    }
                    if (version > 4 || !field.name().equals("settings")) {
                        fields.add(new Schema.Field(field.name(), schema(field.schema(), version)));
                    }
                }
                yield Schema.createRecord(now.getName(), null, "v" + version, false, fields);
            }
            case LONG -> Schema.create(Schema.Type.LONG);
            default -> now;
        };
    }

    private static Object value(Object now, Schema from, Schema to) {
        if (now instanceof IndexedRecord record) {
            GenericData.Record old = new GenericData.Record(to);
            for (Schema.Field field : to.getFields()) {
                Schema.Field same = from.getField(field.name());
                old.put(
                        field.pos(),
                        same == null ? "old/format" : value(record.get(same.pos()), same.schema(), field.schema()));
            }
            return old;
        }
        if (now instanceof java.time.Instant time) {
            return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
        }
        if (now instanceof Collection<?> items && !(now instanceof Map<?, ?>)) {
            return items.stream()
                    .map(item -> value(item, from.getElementType(), to.getElementType()))
                    .toList();
        }
        return now;
    }
}
