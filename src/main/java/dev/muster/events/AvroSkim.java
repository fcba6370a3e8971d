package dev.muster.events;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;

/** Reads of an event of today's version only what filters look at, and passes over the rest, which it checks as strictly. */
final class AvroSkim {
    private AvroSkim() {}

    /** A record whose other fields say nothing, or are not set. */
    static SpecificRecordBase read(Shape shape, AvroBytes in) {
        SpecificRecordBase record = shape.create();
        for (Shape.Field field : shape.fields()) {
            if (field.judged()) {
                record.put(field.place(), value(field, in));
            } else {
                pass(field, in);
                record.put(field.place(), field.empty());
            }
        }
        return record;
    }

    private static Object value(Shape.Field field, AvroBytes in) {
        return switch (field.kind()) {
            case RECORD -> read(field.inner(), in);
            case RECORDS -> records(field.inner(), in);
            default -> AvroReading.value(field, in, EventHead.VERSION);
        };
    }

    private static List<Object> records(Shape shape, AvroBytes in) {
        List<Object> records = new ArrayList<>();
        for (long left = in.block(); left > 0; left = left == 1 ? in.block() : left - 1) {
            in.budget().item();
            records.add(read(shape, in));
        }
        return records;
    }

    private static void pass(Shape.Field field, AvroBytes in) {
        switch (field.kind()) {
            case TEXT -> in.pass();
            case RAW -> in.passJson();
            case NUMBER, TIME -> in.number();
            case REAL, SIZE -> in.bits();
            case FLAG -> in.flag();
            case RECORD -> passAll(field.inner(), in);
            case TEXTS, RECORDS, PAIRS -> passItems(field, in);
        }
    }

    private static void passAll(Shape shape, AvroBytes in) {
        for (Shape.Field field : shape.fields()) {
            pass(field, in);
        }
    }

    private static void passItems(Shape.Field field, AvroBytes in) {
        for (long left = in.block(); left > 0; left = left == 1 ? in.block() : left - 1) {
            in.budget().item();
            switch (field.kind()) {
                case RECORDS -> passAll(field.inner(), in);
                case PAIRS -> {
                    in.pass();
                    in.pass();
                }
                default -> in.pass();
            }
        }
    }
}
