package dev.muster.bench;

import dev.muster.events.EventAvro;
import dev.muster.events.EventJson;
import dev.muster.events.Model;
import dev.muster.events.ReceivedEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The documents that are published: binary events of about 1.5 KB as JSON, each of another file, alone or as a list, and the same as avro. */
final class EventDocuments {
    private static final String HASH = "0123456789abcdef".repeat(4);

    private EventDocuments() {}

    /** A list of so many events; different seeds make different keys. */
    static byte[] json(int events, long seed) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < events; i++) {
            text.append(i == 0 ? "" : ",").append(event(seed * 1_000_003L + i));
        }
        return text.append(']').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The same as one avro document. */
    static byte[] avro(int events, long seed) {
        List<org.apache.avro.specific.SpecificRecordBase> records = new ArrayList<>();
        for (ReceivedEvent received : new EventJson().read(Model.BINARY, json(events, seed))) {
            records.add(received.event());
        }
        return new EventAvro().writeBulk(Model.BINARY, records);
    }

    private static String event(long number) {
        String sha256 = "%016x".formatted(number * 0x9E3779B97F4A7C15L) + HASH.substring(16);
        String node =
                "{\"author\":{\"name\":\"ann\",\"category\":\"user\",\"security\":\"LOW\"},\"action\":\"sourced\",\"sha256\":\""
                        + sha256
                        + "\",\"timestamp\":\"2026-01-02T03:04:05Z\",\"file_format\":\"executable/windows/pe64\",\"size\":51200,"
                        + "\"filename\":\"setup.exe\"}";
        return "{\"model_version\":6,\"timestamp\":\"2026-01-02T03:04:05.678901Z\",\"author\":{\"name\":\"ann\",\"category\":\"user\","
                + "\"security\":\"LOW\"},\"action\":\"sourced\",\"source\":{\"name\":\"lab\",\"timestamp\":\"2026-01-02T03:04:05Z\","
                + "\"references\":{\"user\":\"ann\",\"task\":\"T1\"},\"security\":\"LOW\",\"path\":[" + node
                + "]},\"entity\":{\"sha256\":\""
                + sha256 + "\",\"sha1\":\"" + HASH.substring(24) + "\",\"md5\":\"" + HASH.substring(32)
                + "\",\"size\":51200,\"mime\":\"application/x-dosexec\",\"magic\":\"PE32+ executable (GUI) x86-64\","
                + "\"file_format\":\"executable/windows/pe64\",\"features\":[{\"name\":\"depth\",\"value\":\"1\",\"type\":\"integer\"},"
                + "{\"name\":\"imphash\",\"value\":\"" + HASH.substring(32) + "\",\"type\":\"string\"}],"
                + "\"datastreams\":[{\"identify_version\":2,\"label\":\"content\",\"size\":51200,\"sha512\":\"" + HASH
                + HASH
                + "\",\"sha256\":\"" + sha256 + "\",\"sha1\":\"" + HASH.substring(24) + "\",\"md5\":\""
                + HASH.substring(32)
                + "\",\"mime\":\"application/x-dosexec\",\"magic\":\"PE32+ executable (GUI) x86-64\"}]},\"flags\":{}}";
    }
}
