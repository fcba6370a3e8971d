package dev.muster.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.events.v6.BinaryEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is sent as it is stored is the same as what is read and written. */
class StoredJsonTest {
    private static final List<String> TEXTS = List.of(
            "", "plain", "a \"quoted\" \\ line\n\u0001\u007f", "Gr\u00fc\u00dfe \ud83d\ude00", "x".repeat(5_000));
    private static final List<Double> REALS = List.of(0.0, -0.0, 3.0, 0.25, -1e300, Double.NaN, 1e15);
    private static final List<String> RAWS =
            List.of("", "{\"a\":[1,\"\u00e9\"]}", "{\"a\":\"" + "x".repeat(9_000) + "\"}");
    private static final long ZERO = EventTimes.ZERO.getEpochSecond() * 1_000_000;

    private final EventAvro avro = new EventAvro();
    private final EventJson json = new EventJson();
    private final ObjectMapper mapper = new ObjectMapper();
    private final Random random = new Random(7);

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = "STATUS") // reading one changes the versions of the events inside
    void storedEventsAreWrittenAsTheEventsInThemAre(Model model) throws IOException {
        StoredJson stored = json.stored(model);
        for (int i = 0; i < 300; i++) {
            byte[] value = value(model);
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            stored.write(value, written);

            assertThat(mapper.readTree(written.toByteArray()))
                    .isEqualTo(mapper.readTree(json.write(avro.read(model, value))));
        }
    }

    @Test
    void whatFiltersLookAtIsReadOfAStoredEvent() throws IOException {
        for (int i = 0; i < 300; i++) {
            byte[] value = value(Model.BINARY);
            BinaryEvent whole = (BinaryEvent) avro.read(Model.BINARY, value);
            BinaryEvent skimmed = (BinaryEvent) avro.skim(value);

            assertThat(skimmed.getSource().getPath())
                    .hasSameSizeAs(whole.getSource().getPath());
            skimmed.getSource().setPath(whole.getSource().getPath());
            for (int place = 0; place < whole.getSchema().getFields().size(); place++) {
                if (!whole.getSchema().getFields().get(place).name().equals("entity")) {
                    assertThat(skimmed.get(place)).isEqualTo(whole.get(place));
                }
            }
            assertThat(streams(skimmed)).isEqualTo(streams(whole));
        }
    }

    @Test
    void valuesOfOtherVersionsAreNotSkimmed() throws IOException {
        BinaryEvent event = (BinaryEvent) avro.read(Model.BINARY, value(Model.BINARY));

        assertThat(avro.skim(OldAvro.binary(event, 5))).isNull();
        assertThat(avro.skim(OldAvro.binary(event, 4))).isNull();
    }

    @Test
    void aValueThatIsCutIsRefusedBySkimmingToo() throws IOException {
        byte[] value = value(Model.BINARY);

        IntStream.range(1, value.length)
                .forEach(length -> assertThatThrownBy(() -> avro.skim(Arrays.copyOf(value, length)))
                        .isInstanceOf(MalformedEvent.class));
        assertThatThrownBy(() -> avro.skim(Arrays.copyOf(value, value.length + 1)))
                .isInstanceOf(MalformedEvent.class);
    }

    @Test
    void theBulkFormOfStoredValuesIsThatOfTheirEvents() throws IOException {
        List<byte[]> values = List.of(value(Model.BINARY), value(Model.BINARY));
        List<SpecificRecordBase> events =
                values.stream().map(each -> avro.read(Model.BINARY, each)).toList();
        ByteArrayOutputStream bulk = new ByteArrayOutputStream();
        avro.writeBulk(values, bulk);

        assertThat(avro.readBulk(Model.BINARY, bulk.toByteArray())).isEqualTo(events);
        bulk.reset();
        avro.writeBulk(List.of(), bulk);
        assertThat(bulk.toByteArray()).isEqualTo(avro.writeBulk(Model.BINARY, List.of()));
    }

    private static List<List<Object>> streams(BinaryEvent event) {
        return event.getEntity().getDatastreams().stream()
                .map(each -> List.<Object>of(each.getLabel(), each.getSize(), each.getFileFormat()))
                .toList();
    }

    /** An event in which much is empty. */
    private byte[] value(Model model) throws IOException {
        GenericRecord event = (GenericRecord) any(model.schema(), false);
        event.put("model_version", 6L);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(model.schema()).write(event, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private Object any(Schema schema, boolean empty) {
        return switch (schema.getType()) {
            case STRING -> empty ? "" : one(TEXTS);
            case LONG ->
                empty || random.nextBoolean() ? schema.getLogicalType() == null ? 0L : ZERO : random.nextLong();
            case DOUBLE -> empty ? 0.0 : one(REALS);
            case BOOLEAN -> !empty && random.nextBoolean();
            case FIXED -> fixed(schema, empty || random.nextBoolean());
            case BYTES -> ByteBuffer.wrap((empty ? "" : one(RAWS)).getBytes(StandardCharsets.UTF_8));
            case MAP -> pairs(empty);
            case ARRAY ->
                IntStream.range(0, empty ? 0 : random.nextInt(3))
                        .mapToObj(each -> any(schema.getElementType(), random.nextInt(3) == 0))
                        .toList();
            default -> record(schema, empty);
        };
    }

    private GenericRecord record(Schema schema, boolean empty) {
        GenericRecord record = new GenericData.Record(schema);
        schema.getFields()
                .forEach(field -> record.put(field.pos(), any(field.schema(), empty || random.nextInt(3) == 0)));
        return record;
    }

    private GenericData.Fixed fixed(Schema schema, boolean empty) {
        byte[] bytes = new byte[8];
        if (!empty) {
            random.nextBytes(bytes);
        }
        return new GenericData.Fixed(schema, bytes);
    }

    private Map<String, String> pairs(boolean empty) {
        Map<String, String> pairs = new HashMap<>();
        for (int i = empty ? 0 : random.nextInt(3); i > 0; i--) {
            pairs.put(i + one(TEXTS), one(TEXTS));
        }
        return pairs;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
