package dev.muster.events;

import dev.muster.events.v6.BinaryEvent;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecordBase;

/** How topics are called, and which one an event belongs to (specs/event-dispatcher.md sections 3.2, 4.1 and 4.2). Immutable. */
public final class TopicNames {
    /** What a binary event may tell of its file; each source has a topic for each. */
    public static final List<String> ACTIONS = List.of("sourced", "extracted", "augmented", "mapped", "enriched");

    /** Topic, without its beginning, for values that cannot be decoded; the original has none. */
    public static final String DEAD_LETTER = "system.dead-letter";

    static final String EXPEDITE = "system.expedite";
    static final String ERROR = "system.error";

    private static final String ANY = "[^.]+";

    private final String prefix;
    private final String start;
    private final Sources sources;

    /**
     * The names of one installation.
     *
     * @param prefix what tells its topics from those of others in the same cluster; no dots
     * @param sources its sources
     */
    public TopicNames(String prefix, Sources sources) {
        this.prefix = prefix;
        this.start = "azul." + prefix + ".";
        this.sources = sources;
    }

    /** What tells the topics and groups of this installation from those of others. */
    public String prefix() {
        return prefix;
    }

    /** The whole name of a topic given without its beginning; a whole name stays as it is. */
    public String whole(String name) {
        return name.startsWith(start) ? name : start + name;
    }

    /** The topic of all events of a model other than binary. */
    public String system(Model model) {
        return start + "system." + model.wireName();
    }

    /** Where values go that cannot be decoded. */
    public String deadLetter() {
        return start + DEAD_LETTER;
    }

    /** The topic of binary events of a source with that action. */
    public String binary(String source, String action) {
        return start + source + ".binary." + action;
    }

    /** The topic an event is published to; none when its source is not known here. */
    public Optional<String> choose(SpecificRecordBase event) {
        if (!(event instanceof BinaryEvent binary)) {
            return Optional.of(system(Model.of(event)));
        }
        if (binary.getFlags().getExpedite()) {
            return Optional.of(start + EXPEDITE);
        }
        if (binary.getFlags().getRetry()) {
            return Optional.of(start + ERROR);
        }
        String source = binary.getSource().getName();
        return sources.contains(source) ? Optional.of(binary(source, binary.getAction())) : Optional.empty();
    }

    /** The topics with binary events of these sources and actions, of any where none is named; those to come as well. */
    public Pattern binaries(Collection<String> ofSources, Collection<String> actions) {
        return Pattern.compile(
                Pattern.quote(start) + "(?!system\\.)" + oneOf(ofSources) + "\\.binary\\." + oneOf(actions));
    }

    private static String oneOf(Collection<String> names) {
        return names.isEmpty() ? ANY : names.stream().map(Pattern::quote).collect(Collectors.joining("|", "(?:", ")"));
    }
}
