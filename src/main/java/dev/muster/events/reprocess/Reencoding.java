package dev.muster.events.reprocess;

import dev.muster.events.EventAvro;
import dev.muster.events.EventHead;
import dev.muster.events.EventJson;
import dev.muster.events.Keys;
import dev.muster.events.MalformedEvent;
import dev.muster.events.Model;
import dev.muster.events.Offsets;
import dev.muster.events.ReceivedEvent;
import dev.muster.events.TopicNames;
import dev.muster.events.Tracking;
import org.apache.avro.specific.SpecificRecordBase;

/** Makes today's message of an old value. Thread-safe. */
final class Reencoding {
    private final EventAvro avro = new EventAvro();
    private final EventJson json = new EventJson();
    private final Keys keys = new Keys();
    private final TopicNames names;
    private final boolean fromJson;

    Reencoding(TopicNames names, boolean fromJson) {
        this.names = names;
        this.fromJson = fromJson;
    }

    /** What is sent. */
    record Message(String topic, String key, byte[] value) {}

    /**
     * The message for a value.
     *
     * @throws MalformedEvent when it is no such event, or one of a source that is not known here
     */
    Message of(Model model, byte[] value) {
        Offsets offsets = new Offsets();
        SpecificRecordBase event;
        if (fromJson) {
            ReceivedEvent received = json.read(model, value).get(0);
            event = received.event();
            offsets = received.offsets();
            EventHead.makeCurrent(event);
        } else {
            event = avro.read(model, value);
        }
        String key = keys.of(event, offsets);
        EventHead.setKey(event, key);
        Tracking.update(event, offsets);
        String topic = names.choose(event)
                .orElseThrow(() -> new MalformedEvent("its source is not one of muster.events.sources"));
        return new Message(topic, key, avro.write(event));
    }
}
