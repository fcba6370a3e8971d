package dev.muster.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.events.v6.BinaryEvent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden vectors of specs/event-dispatcher.md section 2.3, and what stands in topics already. */
class EventAvroTest {
    private static final String PLUGIN =
            "0c046b31eabc9ba48dac95060a556e7a697002310c706c7567696e000a556e7a697002310c706c7567"
                    + "696e0000020a64657074680e696e74656765720e6e657374696e67000000020261023100";
    private static final String BINARY =
            "0c046b32eabc9ba48dac950606616e6e00087573657200066c616202087573657206616e6e00064c4f"
                    + "570206616e6e000875736572000e736f7572636564086161313100eabc9ba48dac950600000000000000012c000000eabc9ba48dac9506"
                    + "0008616131310000000000000000000000012c00000000000002040e636f6e74656e74000000000000012c0008616131310000000000"
                    + "00000000000e736f75726365640000000100000000";

    private final EventAvro avro = new EventAvro();
    private final EventJson json = new EventJson();

    @Test
    void aPluginHasTheBytesOfTheVector() {
        SpecificRecordBase event = read(
                Model.PLUGIN,
                """
                {"model_version":6,"kafka_key":"k1","timestamp":"2025-01-02T03:04:05.678901Z",
                 "author":{"name":"Unzip","version":"1","category":"plugin"},
                 "entity":{"name":"Unzip","version":"1","category":"plugin","config":{"a":"1"},
                  "features":[{"name":"depth","type":"integer","desc":"nesting"}]}}""");

        assertThat(HexFormat.of().formatHex(avro.write(event))).isEqualTo(PLUGIN);
        assertThat(avro.read(Model.PLUGIN, HexFormat.of().parseHex(PLUGIN))).isEqualTo(event);
    }

    @Test
    void aBinaryEventHasTheBytesOfTheVector() {
        SpecificRecordBase event = vector();

        assertThat(HexFormat.of().formatHex(avro.write(event))).isEqualTo(BINARY);
        assertThat(avro.read(Model.BINARY, HexFormat.of().parseHex(BINARY))).isEqualTo(event);
    }

    @Test
    void theBulkFormIsTheVersionAndOneArray() {
        assertThat(HexFormat.of().formatHex(avro.writeBulk(Model.BINARY, List.of())))
                .isEqualTo("0c00");
        byte[] bulk = avro.writeBulk(Model.BINARY, List.of(vector()));
        assertThat(HexFormat.of().formatHex(bulk)).isEqualTo("0c02" + BINARY + "00");
        assertThat(avro.readBulk(Model.BINARY, bulk)).containsExactly(vector());
        assertThat(avro.readBulk(Model.BINARY, new byte[] {0x0c, 0})).isEmpty();
    }

    @Test
    void oneEventIsNotABulkDocument() {
        assertThatThrownBy(() -> avro.readBulk(Model.BINARY, HexFormat.of().parseHex(BINARY)))
                .isInstanceOf(MalformedEvent.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8_000, 8_192, 9_000, 60_000, 2_000_000})
    void infoOfAnySizeIsReadAsItWasWritten(int size) {
        BinaryEvent event = (BinaryEvent) vector();
        String info = "{\"%s\":[\"%s\",%s]}".formatted("n".repeat(size), "s".repeat(size), "1".repeat(size));
        event.getEntity().setInfo(ByteBuffer.wrap(info.getBytes(StandardCharsets.UTF_8)));
        byte[] stored = avro.write(event);

        assertThat(avro.read(Model.BINARY, stored)).isEqualTo(event);
        assertThat(avro.skim(stored)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}}", "{", "x", "{\"a\":1},\"b\":{", " ", "{\"a\"}"})
    void infoThatIsNoJsonIsRefused(String info) {
        BinaryEvent event = (BinaryEvent) vector();
        event.getEntity().setInfo(ByteBuffer.wrap(info.getBytes(StandardCharsets.UTF_8)));
        byte[] stored = avro.write(event);

        assertThatThrownBy(() -> avro.read(Model.BINARY, stored)).isInstanceOf(MalformedEvent.class);
        assertThatThrownBy(() -> avro.skim(stored)).isInstanceOf(MalformedEvent.class);
    }

    @Test
    void case39_versionsFourAndFiveAreReadAsSix() {
        SpecificRecordBase event = vector();

        for (int version = 4; version <= 5; version++) {
            BinaryEvent read = (BinaryEvent) avro.read(Model.BINARY, OldAvro.binary((BinaryEvent) event, version));
            assertThat(read).isEqualTo(event);
            assertThat(read.getModelVersion()).isEqualTo(6);
        }
    }

    @Test
    void bulkFormsOfVersionsFourAndFiveAreReadAsSix() {
        for (int version = 4; version <= 5; version++) {
            ByteArrayOutputStream bulk = new ByteArrayOutputStream();
            byte[] event = OldAvro.binary((BinaryEvent) vector(), version);
            if (version == 5) {
                bulk.write(10);
            }
            bulk.write(1);
            OldAvro.number(event.length, bulk);
            bulk.writeBytes(event);
            bulk.write(0);
            assertThat(avro.readBulk(Model.BINARY, bulk.toByteArray())).containsExactly(vector());
        }
    }

    @ParameterizedTest
    @EnumSource(Model.class)
    void everyModelSurvivesAvro(Model model) {
        SpecificRecordBase event = read(model, "{\"model_version\":6,\"author\":{\"name\":\"x\"}}");
        EventHead.makeCurrent(event);

        assertThat(avro.read(model, avro.write(event))).isEqualTo(event);
        assertThat(avro.readBulk(model, avro.writeBulk(model, List.of(event, event))))
                .containsExactly(event, event);
    }

    @Test
    void garbageIsRefusedWithoutTakingMemory() {
        Random random = new Random(7);
        byte[] good = HexFormat.of().parseHex(BINARY);
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = i % 2 == 0 ? new byte[random.nextInt(200)] : good.clone();
            if (i % 2 == 0) {
                random.nextBytes(bad);
            } else {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            try {
                avro.read(Model.BINARY, bad);
                avro.readBulk(Model.BINARY, bad);
            } catch (MalformedEvent e) {
                assertThat(e).hasMessageMatching("(?s).*(byte|number).*");
            }
        }
    }

    @Test
    void aListThatClaimsMoreItemsThanThereAreBytesIsRefused() {
        assertThatThrownBy(() -> avro.readBulk(Model.STATUS, new byte[] {0x0c, -2, -1, -1, -1, 15, 0}))
                .isInstanceOf(MalformedEvent.class)
                .hasMessageContaining("claims 2147483647 items");
    }

    private SpecificRecordBase vector() {
        return read(
                Model.BINARY,
                """
                {"model_version":6,"kafka_key":"k2","timestamp":"2025-01-02T03:04:05.678901Z","action":"sourced",
                 "author":{"name":"ann","category":"user"},"flags":{"expedite":true},
                 "source":{"name":"lab","references":{"user":"ann"},"security":"LOW","timestamp":"2025-01-02T03:04:05.678901Z",
                  "path":[{"author":{"name":"ann","category":"user"},"action":"sourced","sha256":"aa11","size":300,
                   "timestamp":"2025-01-02T03:04:05.678901Z"}]},
                 "entity":{"sha256":"aa11","size":300,
                  "datastreams":[{"identify_version":2,"label":"content","size":300,"sha256":"aa11"}]}}""");
    }

    private SpecificRecordBase read(Model model, String text) {
        return json.read(model, text.getBytes(StandardCharsets.UTF_8)).get(0).event();
    }
}
