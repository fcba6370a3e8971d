package dev.muster.events;

import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.EventSource;
import dev.muster.events.v6.EventSourcePathNode;
import dev.muster.events.v6.InsertEvent;
import dev.muster.events.v6.PluginEvent;
import dev.muster.events.v6.StatusEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * The Kafka key of an event: the MD5 of what makes it the same as another, so that a repeated finding replaces the earlier one
 * (specs/event-dispatcher.md section 2.4). Deletes, downloads and retrohunts are never the same. Thread-safe.
 */
public final class Keys {
    /** Orders texts by their UTF-8 bytes, as the other writers do. */
    static final Comparator<String> BYTES = (one, other) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    private static final int RANDOM_BYTES = 32;

    private final SecureRandom random = new SecureRandom();

    /** The key of an event; {@code offsets} are those it was read with. */
    public String of(SpecificRecordBase event, Offsets offsets) {
        if (event instanceof BinaryEvent binary) {
            return md5(binary(binary, offsets));
        }
        if (event instanceof StatusEvent status) {
            return md5(status.getEntity().getInput().getDequeued() + "."
                    + status.getAuthor().getName());
        }
        if (event instanceof PluginEvent plugin) {
            return md5(plugin.getEntity().getName() + "." + plugin.getEntity().getVersion());
        }
        if (event instanceof InsertEvent insert) {
            return md5(insert.getEntity().getParentSha256() + "."
                    + insert.getEntity().getChild().getSha256() + "."
                    + insert.getEntity().getChildHistory().getAuthor().getName());
        }
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return md5(bytes);
    }

    /** What the key of a binary event is made from. Only the last two nodes of the path count, so that equal findings meet. */
    static String binary(BinaryEvent event, Offsets offsets) {
        EventSource source = event.getSource();
        StringBuilder text = new StringBuilder(256)
                .append(source.getName())
                .append('.')
                .append(source.getSecurity())
                .append('.')
                .append(EventTimes.wall(offsets.local(source, source.getTimestamp())))
                .append('.');
        pairs(source.getReferences(), text);
        pairs(source.getSettings(), text);
        List<EventSourcePathNode> path = source.getPath();
        TreeSet<String> securities = new TreeSet<>(BYTES);
        path.forEach(node -> securities.add(node.getAuthor().getSecurity()));
        securities.stream().filter(security -> !security.isEmpty()).forEach(security -> text.append(security)
                .append('.'));
        for (EventSourcePathNode node : path.subList(Math.max(0, path.size() - 2), path.size())) {
            text.append(node.getAuthor().getName()).append('.');
            text.append(node.getAction()).append('.');
            text.append(node.getSha256()).append('.');
        }
        return text.toString();
    }

    private static void pairs(Map<String, String> map, StringBuilder text) {
        if (!map.isEmpty()) {
            map.entrySet().stream()
                    .map(entry -> entry.getKey() + "." + entry.getValue())
                    .sorted(BYTES)
                    .forEach(pair -> text.append(pair).append('.'));
        }
    }

    static String md5(String text) {
        return md5(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no MD5, which the keys of events are made with", e);
        }
    }
}
