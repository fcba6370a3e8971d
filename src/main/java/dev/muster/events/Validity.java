package dev.muster.events;

import dev.muster.events.v6.BinaryEntityDatastream;
import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.DownloadEvent;
import dev.muster.events.v6.EventSource;
import dev.muster.events.v6.EventSourcePathNode;
import dev.muster.events.v6.InsertEvent;
import dev.muster.events.v6.StatusEvent;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** What an event must hold to be published (specs/event-dispatcher.md section 2.2). */
public final class Validity {
    /** The actions of a binary event. */
    public static final Set<String> ACTIONS = Set.of("sourced", "extracted", "augmented", "mapped", "enriched");

    /** The kinds of streams a file may have. */
    public static final Set<String> LABELS = Set.of(
            "assemblyline",
            "cape_report",
            "content",
            "cs_call_tree",
            "decompiled_cs",
            "decompiled_c",
            "decompiled_java",
            "deob_js",
            "password_dictionary",
            "pcap",
            "report",
            "safe_png",
            "screenshot",
            "test",
            "text",
            "yara_rule_hit");

    private static final Set<String> DOWNLOADS =
            Set.of("requested", "success", "failed", "failed-not-found", "skipped-already-present");
    private static final String CONTENT = "content";
    private static final String ENRICHED = "enriched";

    private Validity() {}

    /** Says what is wrong with an event, or nothing. */
    public static Optional<String> problem(SpecificRecordBase event) {
        return Optional.ofNullable(first(
                () -> given("author.name", EventHead.author(event).getName()),
                () -> event instanceof BinaryEvent binary ? binary(binary) : null,
                () -> event instanceof StatusEvent status ? status(status) : null,
                () -> event instanceof InsertEvent insert ? insert(insert) : null,
                () -> event instanceof DownloadEvent download ? download(download) : null));
    }

    private static @Nullable String binary(BinaryEvent event) {
        List<BinaryEntityDatastream> streams = event.getEntity().getDatastreams();
        return first(
                () -> known("action", event.getAction(), ACTIONS),
                () -> event.getSource().getPath().isEmpty() ? "'source.path' is empty; name at least the origin" : null,
                () -> source(event.getSource()),
                () -> labels("entity.datastreams", streams),
                () -> streams(event.getAction(), streams),
                () -> onlyTheLastIsEnriched(event.getSource().getPath()));
    }

    private static @Nullable String streams(String action, List<BinaryEntityDatastream> streams) {
        boolean content = false;
        boolean other = false;
        for (BinaryEntityDatastream stream : streams) {
            content |= stream.getLabel().equals(CONTENT);
            other |= !stream.getLabel().equals(CONTENT);
        }
        return switch (action) {
            case ENRICHED ->
                streams.isEmpty() ? null : "'enriched' takes no entity.datastreams, but has " + labels(streams);
            case "mapped" -> content ? "'mapped' takes no stream labelled 'content'" : null;
            default -> {
                if (!content) {
                    yield "'" + action + "' needs a stream labelled 'content' in entity.datastreams, but has "
                            + labels(streams);
                }
                boolean alone = action.equals("augmented") && !other;
                yield alone ? "'augmented' needs a stream with a label other than 'content'" : null;
            }
        };
    }

    private static Set<String> labels(List<BinaryEntityDatastream> streams) {
        return streams.stream().map(BinaryEntityDatastream::getLabel).collect(Collectors.toCollection(TreeSet::new));
    }

    private static @Nullable String onlyTheLastIsEnriched(List<EventSourcePathNode> path) {
        for (int i = 0; i < path.size() - 1; i++) {
            if (path.get(i).getAction().equals(ENRICHED)) {
                return "source.path[" + i + "].action is 'enriched', which only the last node may be";
            }
        }
        return null;
    }

    private static @Nullable String source(EventSource source) {
        String name = given("source.name", source.getName());
        for (int i = 0; name == null && i < source.getPath().size(); i++) {
            EventSourcePathNode node = source.getPath().get(i);
            name = good(node) ? null : node("source.path[" + i + "]", node);
        }
        return name;
    }

    /** Nearly every node is, and long paths are many. */
    private static boolean good(EventSourcePathNode node) {
        return !node.getSha256().isEmpty()
                && ACTIONS.contains(node.getAction())
                && !node.getAuthor().getName().isEmpty();
    }

    private static @Nullable String node(String at, EventSourcePathNode node) {
        return first(
                () -> given(at + ".sha256", node.getSha256()),
                () -> known(at + ".action", node.getAction(), ACTIONS),
                () -> given(at + ".author.name", node.getAuthor().getName()));
    }

    private static @Nullable String labels(String at, List<BinaryEntityDatastream> streams) {
        for (int i = 0; i < streams.size(); i++) {
            String label = streams.get(i).getLabel();
            if (!LABELS.contains(label)) {
                return known(at + "[" + i + "].label", label, LABELS);
            }
        }
        return null;
    }

    private static @Nullable String status(StatusEvent event) {
        String problem =
                given("entity.input.dequeued", event.getEntity().getInput().getDequeued());
        List<BinaryEvent> results = event.getEntity().getResults();
        for (int i = 0; problem == null && i < results.size(); i++) {
            String inner = problem(results.get(i)).orElse(null);
            problem = inner == null ? null : "entity.results[" + i + "]: " + inner;
        }
        return problem;
    }

    private static @Nullable String insert(InsertEvent event) {
        EventSourcePathNode history = event.getEntity().getChildHistory();
        return first(
                () -> labels(
                        "entity.child.datastreams", event.getEntity().getChild().getDatastreams()),
                () -> given("entity.parent_sha256", event.getEntity().getParentSha256()),
                () -> given("entity.child_history.sha256", history.getSha256()),
                () -> given("entity.child_history.action", history.getAction()),
                () -> given(
                        "entity.child_history.author.name", history.getAuthor().getName()));
    }

    private static @Nullable String download(DownloadEvent event) {
        return first(() -> known("action", event.getAction(), DOWNLOADS), () -> source(event.getSource()));
    }

    private static @Nullable String given(String field, String value) {
        return value.isEmpty() ? "'" + field + "' is missing" : null;
    }

    private static @Nullable String known(String field, String value, Set<String> values) {
        return values.contains(value)
                ? null
                : "'" + field + "' is '" + value + "', not one of " + new TreeSet<>(values);
    }

    @SafeVarargs
    private static @Nullable String first(Supplier<@Nullable String>... checks) {
        for (Supplier<@Nullable String> check : checks) {
            String problem = check.get();
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }
}
