package dev.muster.events.filter;

/** Knows in which stage an event is, and times the stages of the first event of a round and of some later ones. For one thread at a time. */
final class StageWatch {
    private static final int TIMED = 16;

    private final StageMeter meter;
    private Stage stage = Stage.AGE;
    private int events;
    private boolean timed;
    private long since;

    /** The stages of readers in their order, by the names of the original. */
    enum Stage {
        AGE("PipelineAgeoff"),
        DEPTH("FilterTooDeep"),
        SECURITY("FilterSecurity"),
        RULES("FilterConsumerRules"),
        DELETED("FilterPreviouslyDeleted"),
        DUPLICATES("FilterDuplicates"),
        REPLAY("ReplayPluginCompletion"),
        TASK("RaiseDequeuedStatus");

        private final String wireName;

        Stage(String wireName) {
            this.wireName = wireName;
        }
    }

    StageWatch(StageMeter meter) {
        this.meter = meter;
    }

    /** An event enters the first stage. */
    void begin() {
        stage = Stage.AGE;
        timed = events++ % TIMED == 0;
        since = timed ? System.nanoTime() : 0;
    }

    /** The event enters a later stage. */
    void at(Stage next) {
        end();
        stage = next;
    }

    /** The event leaves the last stage that it was in. */
    void end() {
        if (timed) {
            long now = System.nanoTime();
            meter.stage(stage.wireName, now - since);
            since = now;
        }
    }

    /** The stage that the event is in has failed. */
    void failed() {
        meter.stageFailed(stage.wireName);
    }
}
