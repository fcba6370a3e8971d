package dev.muster.events;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Events as bare avro, as they stand in Kafka, and lists of them, as they travel over HTTP (specs/event-dispatcher.md section 2.3). Writes
 * version 6; reads 4, 5 and 6 as version 6. Thread-safe.
 */
public final class EventAvro {
    private static final int USUAL_SIZE = 1024;

    private final Map<Model, SpecificDatumWriter<SpecificRecordBase>> writers = new EnumMap<>(Model.class);
    private final AvroReading reading;

    /** Compiles the schemas once. */
    public EventAvro() {
        Map<Model, Shape> shapes = new EnumMap<>(Model.class);
        for (Model model : Model.values()) {
            writers.put(model, new SpecificDatumWriter<>(model.schema()));
            shapes.put(model, Shape.of(model.schema()));
        }
        reading = new AvroReading(shapes);
    }

    /** The value of a Kafka message. */
    public byte[] write(SpecificRecordBase event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_SIZE);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            writers.get(Model.of(event)).write(event, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The bulk form: the version, then the events as one array. */
    public byte[] writeBulk(Model model, List<? extends SpecificRecordBase> events) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_SIZE * (events.size() + 1));
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            encoder.writeLong(EventHead.VERSION);
            encoder.writeArrayStart();
            encoder.setItemCount(events.size());
            for (SpecificRecordBase event : events) {
                encoder.startItem();
                writers.get(model).write(event, encoder);
            }
            encoder.writeArrayEnd();
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * The bulk form of values as they stand in Kafka.
     *
     * @param values each of {@link EventHead#VERSION}
     */
    public void writeBulk(List<byte[]> values, OutputStream out) throws IOException {
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        encoder.writeLong(EventHead.VERSION);
        encoder.writeArrayStart();
        encoder.setItemCount(values.size());
        for (byte[] value : values) {
            encoder.startItem();
            encoder.writeFixed(value);
        }
        encoder.writeArrayEnd();
        encoder.flush();
    }

    /**
     * Reads the value of a Kafka message; the event is of version 6 afterwards.
     *
     * @throws MalformedEvent if the bytes are not such an event of version 4, 5 or 6
     */
    public SpecificRecordBase read(Model model, byte[] bytes) {
        return reading.event(model, bytes);
    }

    /**
     * Reads of the value of a Kafka message what filters look at, if it is a binary event of today's version. Other fields of the event are
     * not set: it is for judging only.
     *
     * @return null for a value of another version
     * @throws MalformedEvent if the bytes are not such an event
     */
    public @Nullable SpecificRecordBase skim(byte[] bytes) {
        return reading.skim(bytes);
    }

    /**
     * Reads the bulk form.
     *
     * @throws MalformedEvent if the bytes are not the bulk form of that model
     */
    public List<SpecificRecordBase> readBulk(Model model, byte[] bytes) {
        return reading.bulk(model, bytes);
    }
}
