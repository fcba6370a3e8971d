package dev.muster.events;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;

/** Reads the records of one event from a parser that stands at its first token. For one thread. */
final class JsonReading {
    private static final BigInteger END_OF_SIZES = BigInteger.ONE.shiftLeft(Long.SIZE);

    private final byte[] text;
    private final JsonParser in;
    private final Offsets offsets;
    private final ItemBudget budget;

    JsonReading(byte[] text, JsonParser in, Offsets offsets, ItemBudget budget) {
        this.text = text;
        this.in = in;
        this.offsets = offsets;
        this.budget = budget;
    }

    SpecificRecordBase object(Shape shape) throws IOException {
        expect(JsonToken.START_OBJECT, "an object");
        SpecificRecordBase record = shape.create();
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            Shape.Field field = shape.field(name);
            JsonToken token = in.nextToken();
            if (field == null) {
                in.skipChildren();
            } else if (token != JsonToken.VALUE_NULL) {
                record.put(field.place(), value(field, record));
            }
        }
        return shape.fill(record);
    }

    private Object value(Shape.Field field, SpecificRecordBase record) throws IOException {
        return switch (field.kind()) {
            case TEXT -> text();
            case NUMBER -> number();
            case REAL -> real();
            case FLAG -> flag();
            case TIME -> time(field, record);
            case SIZE -> size(field);
            case RAW -> raw();
            case RECORD -> object(field.inner());
            case TEXTS, RECORDS -> items(field);
            case PAIRS -> pairs();
        };
    }

    private String text() throws IOException {
        expect(JsonToken.VALUE_STRING, "a text");
        return in.getText();
    }

    private Long number() throws IOException {
        expect(JsonToken.VALUE_NUMBER_INT, "a whole number");
        if (in.getNumberType() == JsonParser.NumberType.BIG_INTEGER || in.getLongValue() < 0) {
            throw wrong("a whole number from 0 to 2^63-1");
        }
        return in.getLongValue();
    }

    private Double real() throws IOException {
        if (!in.currentToken().isNumeric()) {
            throw wrong("a number");
        }
        return in.getDoubleValue();
    }

    private Boolean flag() throws IOException {
        if (!in.currentToken().isBoolean()) {
            throw wrong("true or false");
        }
        return in.getBooleanValue();
    }

    private Instant time(Shape.Field field, SpecificRecordBase record) throws IOException {
        expect(JsonToken.VALUE_STRING, "a time");
        try {
            OffsetDateTime time = EventTimes.parse(in.getText());
            if (!time.getOffset().equals(ZoneOffset.UTC) && field.name().equals("timestamp")) {
                offsets.put(record, time.getOffset());
            }
            return time.toInstant();
        } catch (DateTimeException e) {
            throw new MalformedEvent(place() + ": " + e.getMessage(), e);
        }
    }

    private Object size(Shape.Field field) throws IOException {
        expect(JsonToken.VALUE_NUMBER_INT, "a whole number");
        if (in.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            if (in.getLongValue() < 0) {
                throw wrong("a whole number from 0");
            }
            return field.size(in.getLongValue());
        }
        BigInteger size = in.getBigIntegerValue();
        if (size.signum() < 0 || size.compareTo(END_OF_SIZES) >= 0) {
            throw wrong("a whole number from 0 to 2^64-1");
        }
        return field.size(size.longValue());
    }

    /** Any JSON, byte for byte as it was sent. */
    private ByteBuffer raw() throws IOException {
        int from = (int) in.currentTokenLocation().getByteOffset();
        in.skipChildren();
        in.finishToken();
        int to = (int) in.currentLocation().getByteOffset();
        return ByteBuffer.wrap(java.util.Arrays.copyOfRange(text, from, to));
    }

    private List<Object> items(Shape.Field field) throws IOException {
        expect(JsonToken.START_ARRAY, "a list");
        List<Object> items = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            budget.item();
            items.add(field.kind() == Shape.Kind.TEXTS ? text() : object(field.inner()));
        }
        return items;
    }

    private Map<String, String> pairs() throws IOException {
        expect(JsonToken.START_OBJECT, "an object of texts");
        Map<String, String> pairs = new HashMap<>();
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            budget.item();
            in.nextToken();
            pairs.put(name, text());
        }
        return pairs;
    }

    private void expect(JsonToken token, String what) throws IOException {
        if (in.currentToken() != token) {
            throw wrong(what);
        }
    }

    private MalformedEvent wrong(String what) throws IOException {
        String found = in.currentToken() == null
                ? "nothing"
                : in.currentToken().isScalarValue()
                        ? in.getText()
                        : in.currentToken().asString();
        String shown = found.length() > 64 ? found.substring(0, 64) + "..." : found;
        return new MalformedEvent(place() + " must be " + what + ", but is " + shown);
    }

    private String place() {
        String pointer = in.getParsingContext().pathAsPointer().toString();
        return pointer.isEmpty() ? "the document" : "field " + pointer;
    }
}
