package dev.muster.events;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The seven models of events (specs/event-dispatcher.md section 2.1). */
public enum Model {
    /** A file or a finding about one. */
    BINARY,
    /** An order to remove events. */
    DELETE,
    /** A wish for a file from elsewhere. */
    DOWNLOAD,
    /** A child put under a parent by hand. */
    INSERT,
    /** A plugin's description of itself. */
    PLUGIN,
    /** How a plugin fared with a binary event. */
    STATUS,
    /** A search over old files. */
    RETROHUNT;

    private static final Map<String, Model> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Model::wireName, Function.identity()));

    /** The model of that wire name, if it is one of the seven. */
    public static Optional<Model> of(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }

    /** The name in URLs and topics. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
