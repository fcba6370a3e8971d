package dev.muster.events;

import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.EventAuthor;
import dev.muster.events.v6.EventSource;
import dev.muster.events.v6.EventSourcePathNode;
import dev.muster.events.v6.InsertEvent;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecordBase;

/** The fields by which a later delete finds an event: submission, links and authors (specs/event-dispatcher.md section 2.4). */
public final class Tracking {
    private static final int MINUTE = 60;

    private Tracking() {}

    /** Sets the tracking fields of a binary event or an insert; other models have none. */
    public static void update(SpecificRecordBase event, Offsets offsets) {
        if (event instanceof BinaryEvent binary) {
            update(binary, offsets);
        } else if (event instanceof InsertEvent insert) {
            EventSourcePathNode history = insert.getEntity().getChildHistory();
            insert.setTrackAuthor(author(history.getAuthor()));
            insert.setTrackLink(link(insert.getEntity().getParentSha256(), history, offsets));
        }
    }

    private static void update(BinaryEvent event, Offsets offsets) {
        EventSource source = event.getSource();
        List<String> authors = new ArrayList<>();
        List<String> links = new ArrayList<>();
        String parent = null;
        for (EventSourcePathNode node : source.getPath()) {
            authors.add(author(node.getAuthor()));
            if (parent != null) {
                links.add(link(parent, node, offsets));
            }
            parent = node.getSha256();
        }
        event.setTrackSourceReferences(references(source));
        event.setTrackAuthors(authors);
        event.setTrackLinks(links);
    }

    /** The submission that a source belongs to: its name and the digest of its references. */
    static String references(EventSource source) {
        Map<String, String> sorted = new TreeMap<>(Keys.BYTES);
        sorted.putAll(source.getReferences());
        StringBuilder text = new StringBuilder();
        sorted.forEach(
                (key, value) -> text.append(key).append('.').append(value).append('.'));
        return source.getName() + "." + Keys.md5(text.toString());
    }

    private static String author(EventAuthor author) {
        return author.getCategory() + "." + author.getName() + "." + author.getVersion();
    }

    private static String link(String parent, EventSourcePathNode node, Offsets offsets) {
        OffsetDateTime time = offsets.local(node, node.getTimestamp());
        String wall = EventTimes.wall(time).replace('-', '_').replace(':', '_');
        return parent + "." + node.getSha256() + "." + wall + zone(time) + "_00." + author(node.getAuthor());
    }

    private static String zone(OffsetDateTime time) {
        int minutes = time.getOffset().getTotalSeconds() / MINUTE;
        if (minutes == 0) {
            return "Z";
        }
        int hours = Math.abs(minutes) / MINUTE;
        return (minutes < 0 ? "-" : "+") + (hours < 10 ? "0" : "") + hours;
    }
}
