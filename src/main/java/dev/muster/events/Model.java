package dev.muster.events;

import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.DeleteEvent;
import dev.muster.events.v6.DownloadEvent;
import dev.muster.events.v6.InsertEvent;
import dev.muster.events.v6.PluginEvent;
import dev.muster.events.v6.RetrohuntEvent;
import dev.muster.events.v6.StatusEvent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;

/** The seven models of events (specs/event-dispatcher.md section 2.1). */
public enum Model {
    /** A file or a finding about one. */
    BINARY(BinaryEvent.class, BinaryEvent.getClassSchema()),
    /** An order to remove events. */
    DELETE(DeleteEvent.class, DeleteEvent.getClassSchema()),
    /** A wish for a file from elsewhere. */
    DOWNLOAD(DownloadEvent.class, DownloadEvent.getClassSchema()),
    /** A child put under a parent by hand. */
    INSERT(InsertEvent.class, InsertEvent.getClassSchema()),
    /** A plugin's description of itself. */
    PLUGIN(PluginEvent.class, PluginEvent.getClassSchema()),
    /** How a plugin fared with a binary event. */
    STATUS(StatusEvent.class, StatusEvent.getClassSchema()),
    /** A search over old files. */
    RETROHUNT(RetrohuntEvent.class, RetrohuntEvent.getClassSchema());

    private static final Map<String, Model> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Model::wireName, Function.identity()));
    private static final Map<Class<?>, Model> BY_TYPE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Model::type, Function.identity()));

    private final Class<? extends SpecificRecordBase> type;
    private final Schema schema;
    private final String wireName;

    Model(Class<? extends SpecificRecordBase> type, Schema schema) {
        this.type = type;
        this.schema = schema;
        this.wireName = name().toLowerCase(Locale.ROOT);
    }

    /** The model of that wire name, if it is one of the seven. */
    public static Optional<Model> of(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }

    /**
     * The model of an event.
     *
     * @throws IllegalArgumentException if the record is not an event
     */
    public static Model of(SpecificRecordBase event) {
        Model model = BY_TYPE.get(event.getClass());
        if (model == null) {
            throw new IllegalArgumentException(event.getClass().getName() + " is not an event");
        }
        return model;
    }

    /** The name in URLs and topics. */
    public String wireName() {
        return wireName;
    }

    /** The generated class of its events. */
    public Class<? extends SpecificRecordBase> type() {
        return type;
    }

    /** The schema of its events, version 6. */
    public Schema schema() {
        return schema;
    }
}
