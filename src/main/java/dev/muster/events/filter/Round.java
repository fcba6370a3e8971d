package dev.muster.events.filter;

import dev.muster.events.filter.StageWatch.Stage;
import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.DownloadEvent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * The consume pipeline for one answer (specs/event-dispatcher.md section 3.6): judges events in the order they were read and counts what
 * it drops. What it kept is remembered as delivered only when {@link #delivered} says so, so that events given back are not lost as
 * duplicates. For one thread at a time.
 */
public final class Round {
    private static final int DEEPEST = 11;
    private static final int DEEPEST_TASK = 10;

    private final Filters filters;
    private final ReaderRequest request;
    private final RuleCheck rules;
    private final StageWatch watch;
    private final Map<Drop, Integer> drops = new EnumMap<>(Drop.class);
    private final Set<Long> marks = new HashSet<>();
    private final List<CompletableFuture<Void>> replays = new ArrayList<>();

    Round(Filters filters, ReaderRequest request, StageMeter meter) {
        this.filters = filters;
        this.request = request;
        this.watch = new StageWatch(meter);
        this.rules = new RuleCheck(request.rules());
    }

    /** Whether an event just read belongs into the answer; if not, it is counted. */
    public boolean keeps(SpecificRecordBase event) {
        return judge(event, false);
    }

    /** The same for an event that this client got before and is to get again: it is no duplicate. */
    public boolean keepsAgain(SpecificRecordBase event) {
        return judge(event, true);
    }

    /** How many events were dropped; {@code filtered} of the answer. */
    public int dropped() {
        return drops.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How many events were dropped for which reason; {@code filters} of the answer, sorted. */
    public Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        drops.forEach((drop, count) -> counts.put(drop.key(), count));
        return counts;
    }

    /** Ends when everything that was answered from earlier results is acknowledged; commit no offset of this round before. */
    public CompletionStage<Void> settled() {
        return CompletableFuture.allOf(replays.toArray(CompletableFuture[]::new));
    }

    /** The answer was written completely: what was kept is a duplicate from now on. */
    public void delivered() {
        Duplicates duplicates = filters.duplicates();
        if (duplicates != null) {
            marks.forEach(duplicates::remember);
        }
        marks.clear();
    }

    private boolean judge(SpecificRecordBase event, boolean again) {
        watch.begin();
        Drop drop;
        try {
            drop = judged(event, again);
        } catch (RuntimeException e) {
            watch.failed();
            throw e;
        }
        watch.end();
        if (drop != null) {
            drops.merge(drop, 1, Integer::sum);
        }
        return drop == null;
    }

    private @Nullable Drop judged(SpecificRecordBase event, boolean again) {
        if (filters.ageOff().past(event)) {
            return Drop.AGED_OFF;
        }
        watch.at(Stage.DEPTH);
        if (event instanceof BinaryEvent binary && tooDeep(binary, request.task() ? DEEPEST_TASK : DEEPEST)) {
            return Drop.TOO_DEEP;
        }
        watch.at(Stage.SECURITY);
        if (!request.ceiling().isEmpty() && !filters.ceilings().allows(request.ceiling(), security(event))) {
            return Drop.SECURITY;
        }
        watch.at(Stage.RULES);
        Drop broken = rules.broken(event, filters.json());
        return broken != null || !(event instanceof BinaryEvent binary) ? broken : known(binary, again);
    }

    private @Nullable Drop known(BinaryEvent event, boolean again) {
        watch.at(Stage.DELETED);
        if (filters.deletions().covers(event)) {
            return Drop.DELETED;
        }
        watch.at(Stage.DUPLICATES);
        Drop repeated = again ? null : repeated(event);
        if (repeated != null || !request.task()) {
            return repeated;
        }
        watch.at(Stage.REPLAY);
        return task(event);
    }

    static boolean tooDeep(BinaryEvent event, int limit) {
        return event.getSource().getPath().size() > limit;
    }

    private static String security(SpecificRecordBase event) {
        if (event instanceof BinaryEvent binary) {
            return binary.getSource().getSecurity();
        }
        return event instanceof DownloadEvent download ? download.getSource().getSecurity() : "";
    }

    private @Nullable Drop repeated(BinaryEvent event) {
        Duplicates duplicates = filters.duplicates();
        if (duplicates == null || !Duplicates.concerns(event)) {
            return null;
        }
        long mark = Duplicates.mark(request.client(), event.getKafkaKey());
        return duplicates.seen(mark) || !marks.add(mark) ? Drop.DUPLICATE : null;
    }

    private @Nullable Drop task(BinaryEvent event) {
        Replays cache = filters.replays();
        if (cache != null && !event.getFlags().getBypassCache()) {
            var answer = cache.answer(event, request.client());
            if (answer.isPresent()) {
                replays.add(answer.get().toCompletableFuture());
                return Drop.REPLAYED;
            }
        }
        watch.at(Stage.TASK);
        return event.getKafkaKey().isEmpty() ? Drop.NO_ID : null;
    }
}
