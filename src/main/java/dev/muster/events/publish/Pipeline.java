package dev.muster.events.publish;

import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.StatusEvent;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecordBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stages of publishing in their order (specs/event-dispatcher.md section 2.5). Each sees what the earlier ones have added, not its
 * own. Thread-safe.
 */
public final class Pipeline {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    private final List<Stage> stages;
    private final PublishMeter meter;

    /**
     * What the stages know.
     *
     * @param past whether an event is older than its source keeps events
     * @param success hears of each status before its results are unpacked, for replays
     * @param inserts children put under files by hand
     * @param streams copies their streams
     * @param deleted the deletes in force
     * @param clock gives inserted children their time
     */
    public record Knowledge(
            Predicate<SpecificRecordBase> past,
            Consumer<StatusEvent> success,
            Inserts inserts,
            StreamCopy streams,
            Deleted deleted,
            InstantSource clock) {}

    /**
     * What the stages made of the events of a request.
     *
     * @param drafts what is to be sent
     * @param agedOff how many were too old
     * @param broken what a stage failed at
     */
    record Run(List<Draft> drafts, int agedOff, List<Broken> broken) {
        /** How many events of the request are concerned. */
        int brokenOrigins() {
            return (int) broken.stream()
                    .mapToInt(failure -> failure.draft().origin())
                    .distinct()
                    .count();
        }
    }

    /** An event that goes no further because a stage failed at it. */
    record Broken(Draft draft, String why) {}

    /** The stages with what they know. */
    public Pipeline(Knowledge known, PublishMeter meter) {
        this.meter = meter;
        this.stages = List.of(
                new Filter("PipelineAgeoff", known.past()),
                new Watch("ReplayPluginCompletion", known.success()),
                new StatusResults(),
                new ChildInjection(known.inserts(), known.streams(), known.clock()),
                new Identification(),
                new Filter(
                        "FilterPreviouslyDeleted",
                        event -> event instanceof BinaryEvent binary
                                && known.deleted().covers(binary)),
                new SettingRemoval());
    }

    Run run(List<Draft> events) {
        int agedOff = -1;
        List<Draft> drafts = events;
        List<Broken> broken = new ArrayList<>();
        for (Stage stage : stages) {
            List<Draft> next = run(stage, drafts, broken);
            agedOff = agedOff < 0 ? drafts.size() - next.size() - broken.size() : agedOff;
            drafts = next;
        }
        return new Run(drafts, agedOff, broken);
    }

    private List<Draft> run(Stage stage, List<Draft> drafts, List<Broken> broken) {
        long start = System.nanoTime();
        List<Draft> next = new ArrayList<>(drafts.size());
        int removed = 0;
        for (Draft draft : drafts) {
            List<Draft> kept = apply(stage, draft, broken);
            removed += kept.isEmpty() ? 1 : 0;
            next.addAll(kept);
        }
        meter.stage(stage.name(), System.nanoTime() - start, removed, next.size() - drafts.size() + removed);
        return next;
    }

    private List<Draft> apply(Stage stage, Draft draft, List<Broken> broken) {
        try {
            return stage.apply(draft);
        } catch (RuntimeException e) {
            meter.stageFailed(stage.name());
            LOG.error("stage {} failed at event {} of a request", stage.name(), draft.origin(), e);
            broken.add(new Broken(draft, "stage " + stage.name() + " failed: " + e));
            return List.of();
        }
    }

    private record Filter(String name, Predicate<SpecificRecordBase> drops) implements Stage {
        @Override
        public List<Draft> apply(Draft draft) {
            return drops.test(draft.event()) ? List.of() : List.of(draft);
        }
    }

    private record Watch(String name, Consumer<StatusEvent> success) implements Stage {
        @Override
        public List<Draft> apply(Draft draft) {
            if (draft.event() instanceof StatusEvent status
                    && StatusResults.SUCCESS.contains(status.getEntity().getStatus())) {
                success.accept(status);
            }
            return List.of(draft);
        }
    }
}
