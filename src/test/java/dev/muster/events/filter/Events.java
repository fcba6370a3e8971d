package dev.muster.events.filter;

import dev.muster.events.v6.BinaryEntity;
import dev.muster.events.v6.BinaryEntityDatastream;
import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.BinaryFlags;
import dev.muster.events.v6.EventAuthor;
import dev.muster.events.v6.EventSource;
import dev.muster.events.v6.EventSourcePathNode;
import dev.muster.events.v6.PluginEntity;
import dev.muster.events.v6.PluginEvent;
import dev.muster.events.v6.StatusEntity;
import dev.muster.events.v6.StatusEvent;
import dev.muster.events.v6.datastream_size;
import dev.muster.events.v6.entity_size;
import dev.muster.events.v6.source_size;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Events by hand. */
final class Events {
    static final Instant TIME = Instant.parse("2025-01-02T03:04:05.678901Z");

    private Events() {}

    /** The sourced event of the specification's example: ann put a file of 300 bytes into the source lab. */
    static BinaryEvent binary(BinaryEntityDatastream... streams) {
        EventAuthor author = new EventAuthor("ann", "", "user", "");
        EventSource source = new EventSource(
                "lab", Map.of("user", "ann"), "", new ArrayList<>(List.of(node())), TIME, new HashMap<>());
        BinaryEntity entity = new BinaryEntity(
                "aa11",
                "",
                "",
                "",
                "",
                "",
                new entity_size(size(300)),
                "",
                "",
                "",
                "",
                ByteBuffer.allocate(0),
                new ArrayList<>(),
                new ArrayList<>(List.of(streams)));
        return new BinaryEvent(
                6L,
                "k1",
                TIME,
                author,
                source,
                entity,
                "sourced",
                "",
                0L,
                new BinaryFlags(false, false, false),
                "",
                new ArrayList<>(),
                new ArrayList<>());
    }

    static EventSourcePathNode node() {
        return new EventSourcePathNode(
                new EventAuthor("ann", "", "user", ""),
                "sourced",
                "aa11",
                new HashMap<>(),
                TIME,
                "",
                new source_size(size(0)),
                "",
                "");
    }

    static BinaryEvent deep(int nodes) {
        BinaryEvent event = binary(stream("content", 300, "text/plain"));
        while (event.getSource().getPath().size() < nodes) {
            event.getSource().getPath().add(node());
        }
        return event;
    }

    static BinaryEntityDatastream stream(String label, long size, String format) {
        return new BinaryEntityDatastream(
                2L, label, new datastream_size(size(size)), "", "aa11", "", "", "", "", "", "", format, "", "");
    }

    static StatusEvent status(BinaryEvent input, String status, double runtime, BinaryEvent... results) {
        return new StatusEvent(
                6L,
                "s1",
                TIME,
                new EventAuthor("Unzip", "1", "plugin", ""),
                new StatusEntity(input, status, runtime, "", "", new ArrayList<>(List.of(results))));
    }

    static PluginEvent plugin() {
        return new PluginEvent(
                6L,
                "p1",
                TIME,
                new EventAuthor("Unzip", "1", "plugin", ""),
                new PluginEntity("Unzip", "1", "", "", "", new ArrayList<>(), "", new HashMap<>()));
    }

    private static byte[] size(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }
}
