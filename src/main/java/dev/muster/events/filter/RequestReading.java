package dev.muster.events.filter;

import dev.muster.events.EventsRefusal;
import dev.muster.events.Model;
import dev.muster.events.filter.gjson.Expression;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks a query in the order of specs/event-dispatcher.md section 1.2.1; the first violation is the answer. For one thread. */
final class RequestReading {
    private static final List<String> ACTIONS = List.of("sourced", "extracted", "augmented", "mapped", "enriched");
    private static final List<String> WITH_CONTENT = List.of("sourced", "extracted");
    private static final Pattern EPOCH_SECONDS = Pattern.compile("[0-9]{2,11}");
    private static final int MOST_EXPRESSIONS = 32;
    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_CEILING = 4_096;

    private final String modelName;
    private final boolean task;
    private final Parameters query;
    private final ReaderRequest.Limits limits;

    RequestReading(String modelName, boolean task, Map<String, List<String>> query, ReaderRequest.Limits limits) {
        this.modelName = modelName;
        this.task = task;
        this.query = new Parameters(query);
        this.limits = limits;
    }

    ReaderRequest request() {
        Model model = Model.of(modelName)
                .orElseThrow(() -> EventsRefusal.badParameters("'" + Parameters.shown(modelName)
                        + "' is not a model; use binary, delete, download, insert, plugin, status or retrohunt"));
        boolean avro = query.bool("avro-format");
        Set<Queue> queues = queues(model);
        ReaderRequest.Batch batch = batch();
        query.bool("is-task");
        ReaderRequest.Client client = new ReaderRequest.Client(
                query.text("name", LONGEST_NAME),
                query.text("version", LONGEST_NAME),
                query.text("deployment_key", LONGEST_NAME));
        Rules rules = new Rules(client.name());
        ReaderRequest.Cursor cursor = cursor();
        ConsumerRules wanted = rules.withStreams();
        String ceiling = query.text("max-security", LONGEST_CEILING);
        return new ReaderRequest(model, task, avro, client, batch, queues, wanted, ceiling, cursor, query.asked());
    }

    private Set<Queue> queues(Model model) {
        boolean explicit = query.has("r-expedite") || query.has("r-live") || query.has("r-historic");
        Set<Queue> queues = EnumSet.noneOf(Queue.class);
        boolean skipHistoric = query.bool("ignore-historic");
        for (Queue queue : Queue.values()) {
            String name = "r-" + queue.wireName();
            boolean wanted = explicit ? query.bool(name) : legacy(queue, model, skipHistoric);
            if (queue == Queue.EXPEDITE && wanted && model != Model.BINARY) {
                throw EventsRefusal.badParameters(
                        "'r-expedite' is for binary events only, not for " + modelName + "; leave it out");
            }
            if (wanted) {
                query.derived(name, "true");
                queues.add(queue);
            }
        }
        query.asked().remove("ignore-historic");
        if (queues.isEmpty()) {
            throw EventsRefusal.badParameters(
                    "none of 'r-expedite', 'r-live' and 'r-historic' is true; ask for at least one");
        }
        return queues;
    }

    private static boolean legacy(Queue queue, Model model, boolean skipHistoric) {
        return switch (queue) {
            case EXPEDITE -> model == Model.BINARY;
            case LIVE -> true;
            case HISTORIC -> !skipHistoric;
        };
    }

    private ReaderRequest.Batch batch() {
        long count = Math.min(Math.max(1, query.integer("count", 1)), limits.fetch());
        long seconds = query.integer("deadline", limits.usual().toSeconds());
        long capped = Math.min(Math.max(0, seconds), limits.longest().toSeconds());
        return new ReaderRequest.Batch(Math.toIntExact(count), Duration.ofSeconds(capped));
    }

    private ReaderRequest.Cursor cursor() {
        String reset = query.first("reset");
        Boolean truth = Parameters.truth(reset);
        Instant from = truth == null ? time(reset) : null;
        return new ReaderRequest.Cursor(query.bool("debug"), truth == null || truth, from);
    }

    private static Instant time(String text) {
        try {
            return EPOCH_SECONDS.matcher(text).matches()
                    ? Instant.ofEpochSecond(Long.parseLong(text))
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw EventsRefusal.badParameters("'reset' is '" + Parameters.shown(text)
                    + "'; send true, false, a time like 2025-01-02T03:04:05Z or seconds since 1970");
        }
    }

    /** The rules, read in two steps because the order of checks has the cursor between them. */
    private final class Rules {
        private final long under = size("r-under-content-size");
        private final long over = size("r-over-content-size");
        private final boolean content;
        private final List<String> sources;
        private final List<String> actions;
        private final List<String> denied;
        private final String self;

        Rules(String name) {
            if (under > 0 && over > under) {
                throw EventsRefusal.badParameters("'" + query.given("r-over-content-size") + "' is " + over
                        + ", more than '" + query.given("r-under-content-size") + "' with " + under
                        + "; no content has such a size");
            }
            content = query.bool("r-content");
            List<String> given = query.all("r-action", true);
            denied = query.all("d-action", true);
            if (content && !(given.isEmpty() && denied.isEmpty())) {
                throw EventsRefusal.badParameters("'" + query.given("r-content")
                        + "' already says which actions are wanted; leave out 'r-action' and 'd-action'");
            }
            known("r-action", given);
            known("d-action", denied);
            actions = content ? WITH_CONTENT : given;
            sources = query.all("r-source", false);
            self = query.bool("d-self") ? name : "";
        }

        ConsumerRules withStreams() {
            Map<String, List<String>> streams = new LinkedHashMap<>();
            for (String stream : query.all("r-streams", false)) {
                List<String> parts = new ArrayList<>(List.of(stream.split(",", -1)));
                String label = parts.remove(0).strip();
                if (label.isEmpty()) {
                    throw EventsRefusal.badParameters("'" + query.given("r-streams") + "' is '"
                            + Parameters.shown(stream) + "'; send label,format,format or *,format");
                }
                streams.put(label, List.copyOf(parts));
            }
            return new ConsumerRules(sources, actions, denied, content, self, under, over, streams, expressions());
        }

        private List<Expression> expressions() {
            List<String> given = query.all("filter", false);
            if (given.size() > MOST_EXPRESSIONS) {
                throw EventsRefusal.badParameters(
                        "'filter' is given " + given.size() + " times; give it at most " + MOST_EXPRESSIONS + " times");
            }
            try {
                return given.stream().map(Expression::parse).toList();
            } catch (IllegalArgumentException e) {
                throw EventsRefusal.badParameters("'filter' is not a gjson path: " + e.getMessage());
            }
        }

        private void known(String name, List<String> given) {
            for (String action : given) {
                if (!ACTIONS.contains(action)) {
                    throw EventsRefusal.badParameters("'" + query.given(name) + "' names '" + Parameters.shown(action)
                            + "'; the actions are " + String.join(", ", ACTIONS));
                }
            }
        }

        private long size(String name) {
            long size = query.integer(name, 0);
            if (size < 0) {
                throw EventsRefusal.badParameters(
                        "'" + query.given(name) + "' is " + size + "; send a number of bytes, 0 for no limit");
            }
            return size;
        }
    }
}
