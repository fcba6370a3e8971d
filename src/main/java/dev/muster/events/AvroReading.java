package dev.muster.events;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Reads avro of the three versions straight into records of version 6. Not avro's own reader because that one makes room for as many
 * items or characters as the bytes claim to follow; this one first looks whether so many bytes are left. Thread-safe.
 */
final class AvroReading {
    private static final int OLDEST = 4;
    private static final String FIELD_OF_OLD_FORMATS = "file_format";
    private static final Set<String> RECORDS_WITH_OLD_FORMATS =
            Set.of("EventSourcePathNode", "BinaryEntity", "BinaryEntityDatastream");
    private static final int FIRST_ITEMS = 16;

    private final Map<Model, Shape> shapes;

    AvroReading(Map<Model, Shape> shapes) {
        this.shapes = new EnumMap<>(shapes);
    }

    SpecificRecordBase event(Model model, byte[] bytes) {
        AvroBytes in = new AvroBytes(bytes);
        SpecificRecordBase event = event(shapes.get(model), in, version(in));
        end(in);
        return event;
    }

    /** What the filters look at of a binary event of today's version, null for another version. */
    @Nullable
    SpecificRecordBase skim(byte[] bytes) {
        AvroBytes in = new AvroBytes(bytes);
        if (in.peek() != EventHead.VERSION) {
            return null;
        }
        SpecificRecordBase event = AvroSkim.read(shapes.get(Model.BINARY), in);
        end(in);
        return event;
    }

    List<SpecificRecordBase> bulk(Model model, byte[] bytes) {
        AvroBytes in = new AvroBytes(bytes);
        int version = version(in);
        if (version > OLDEST) {
            in.number();
        }
        List<SpecificRecordBase> events = new ArrayList<>();
        for (long left = in.block(); left > 0; left = left == 1 ? in.block() : left - 1) {
            in.budget().event();
            events.add(event(shapes.get(model), in, version));
        }
        end(in);
        return events;
    }

    private static SpecificRecordBase event(Shape shape, AvroBytes in, int version) {
        SpecificRecordBase event = read(shape, in, version);
        EventHead.makeCurrent(event);
        return event;
    }

    /** The version that the bytes begin with; what is unknown is taken for the oldest, whose lists carry none. */
    private static int version(AvroBytes in) {
        long first = in.peek();
        return first > OLDEST && first <= EventHead.VERSION ? (int) first : OLDEST;
    }

    private static void end(AvroBytes in) {
        if (in.left() > 0) {
            throw new MalformedEvent(in.left() + " bytes follow the end of the avro document");
        }
    }

    private static SpecificRecordBase read(Shape shape, AvroBytes in, int version) {
        SpecificRecordBase record = shape.create();
        boolean oldFormats = version < EventHead.VERSION && RECORDS_WITH_OLD_FORMATS.contains(shape.name());
        for (Shape.Field field : shape.fields()) {
            if (oldFormats && field.name().equals(FIELD_OF_OLD_FORMATS)) {
                in.text();
            }
            boolean absent = version == OLDEST && field.name().equals("settings");
            record.put(field.place(), absent ? field.empty() : value(field, in, version));
        }
        return record;
    }

    static Object value(Shape.Field field, AvroBytes in, int version) {
        return switch (field.kind()) {
            case TEXT -> in.text();
            case NUMBER -> in.number();
            case REAL -> in.real();
            case FLAG -> in.flag();
            case TIME -> EventTimes.ofMicros(in.number());
            case SIZE -> field.size(in.bits());
            case RAW -> ByteBuffer.wrap(in.json());
            case RECORD -> read(field.inner(), in, version);
            case TEXTS, RECORDS -> items(field, in, version);
            case PAIRS -> pairs(in);
        };
    }

    private static List<Object> items(Shape.Field field, AvroBytes in, int version) {
        long left = in.block();
        List<Object> items = new ArrayList<>((int) Math.min(FIRST_ITEMS, left));
        for (; left > 0; left = left == 1 ? in.block() : left - 1) {
            in.budget().item();
            items.add(field.kind() == Shape.Kind.TEXTS ? in.text() : read(field.inner(), in, version));
        }
        return items;
    }

    static Map<String, String> pairs(AvroBytes in) {
        Map<String, String> pairs = new HashMap<>();
        for (long left = in.block(); left > 0; left = left == 1 ? in.block() : left - 1) {
            in.budget().item();
            pairs.put(in.text(), in.text());
        }
        return pairs;
    }
}
