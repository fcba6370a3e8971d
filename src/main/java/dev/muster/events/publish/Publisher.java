package dev.muster.events.publish;

import dev.muster.events.EventAvro;
import dev.muster.events.EventJson;
import dev.muster.events.EventsRefusal;
import dev.muster.events.Offsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Publishes the events of a request: takes them in, runs the stages, sends them, and says what became of them
 * (specs/event-dispatcher.md sections 1.1 and 2.5). Thread-safe.
 */
public final class Publisher {
    private static final String FAILED = "failed ProduceAnyEvents";
    private static final String FILTERED = "All events to be published have been filtered out";
    private static final int SHOWN = 3;

    private final Ports ports;
    private final Pipeline pipeline;
    private final Intake intake;
    private final Dispatch dispatch;
    private final Answer answer;

    /**
     * Who does what publishing needs.
     *
     * @param destinations which topic an event goes to
     * @param sink sends messages
     * @param stored hears of topics to which messages were sent and acknowledged
     * @param tasks hears of statuses
     * @param pause makes plugins rest from now on
     * @param deleted hears of deletes that were published here
     * @param inserts hears of inserts that were published here
     * @param meter counts
     */
    public record Ports(
            Destinations destinations,
            Sink sink,
            Consumer<Set<String>> stored,
            Tasks tasks,
            Runnable pause,
            Deleted deleted,
            Inserts inserts,
            PublishMeter meter) {}

    /**
     * Publishes through these stages.
     *
     * @param mostBytes largest message
     */
    public Publisher(Ports ports, Pipeline pipeline, EventJson json, EventAvro avro, int mostBytes) {
        this.ports = ports;
        this.pipeline = pipeline;
        this.intake = new Intake(json, avro, ports.destinations());
        this.dispatch = new Dispatch(ports, avro, mostBytes);
        this.answer = new Answer(json);
    }

    /**
     * Publishes the events in a body.
     *
     * @return the JSON of the answer; fails with {@link EventsRefusal}
     */
    public CompletionStage<byte[]> publish(PublishRequest request, byte[] body) {
        try {
            if (request.pausePlugins()) {
                ports.pause().run();
            }
            long start = System.nanoTime();
            Intake.Taken taken = intake.take(request, body);
            long taught = took("buffer", start);
            Pipeline.Run run = pipeline.run(taken.drafts());
            took("transform", taught);
            List<Intake.Failure> failures = new ArrayList<>(taken.failures());
            run.broken().forEach(broken -> failures.add(intake.failure(broken)));
            if (run.drafts().isEmpty()) {
                throw nothingLeft(taken, run);
            }
            return send(request, taken.drafts().size() - run.brokenOrigins(), failures, run.drafts());
        } catch (EventsRefusal e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Publishes events of this program itself.
     *
     * @return ends when each is acknowledged or was dropped for good reason; fails with {@link EventsRefusal}
     */
    public CompletionStage<Void> add(List<? extends SpecificRecordBase> events) {
        List<Draft> drafts = events.stream()
                .map(event -> new Draft(event, new Offsets(), 0, true))
                .toList();
        Pipeline.Run run = pipeline.run(drafts);
        if (!run.broken().isEmpty()) {
            return CompletableFuture.failedFuture(
                    EventsRefusal.failed(FAILED, run.broken().get(0).why()));
        }
        Sent sent = dispatch.send(run.drafts());
        return sent.acknowledged()
                .thenCompose(done -> outcome(sent, run.drafts().size(), new byte[0]))
                .thenAccept(done -> {});
    }

    private CompletionStage<byte[]> send(
            PublishRequest request, int ok, List<Intake.Failure> failures, List<Draft> drafts) {
        byte[] text = answer.write(ok, failures, request.includeOk() ? drafts : List.of());
        long start = System.nanoTime();
        Sent sent = dispatch.send(drafts);
        return (request.sync() ? sent.acknowledged() : sent.handedOver()).thenCompose(done -> {
            took("produce", start);
            return outcome(sent, drafts.size(), text);
        });
    }

    private static CompletionStage<byte[]> outcome(Sent sent, int total, byte[] text) {
        List<Integer> failed = sent.failed();
        if (failed.isEmpty()) {
            return CompletableFuture.completedFuture(text);
        }
        for (int place : failed) {
            if (sent.failure(place) instanceof EventsRefusal busy && busy.retryAfter() != null) {
                return CompletableFuture.failedFuture(busy);
            }
        }
        StringBuilder why = new StringBuilder()
                .append(total - failed.size())
                .append('/')
                .append(total)
                .append(" succeeded");
        failed.stream().limit(SHOWN).forEach(place -> why.append("; message ")
                .append(place)
                .append(": ")
                .append(sent.failure(place).getMessage()));
        return CompletableFuture.failedFuture(
                EventsRefusal.failed(FAILED, why.toString(), sent.failure(failed.get(0))));
    }

    private static EventsRefusal nothingLeft(Intake.Taken taken, Pipeline.Run run) {
        if (!run.broken().isEmpty()) {
            return EventsRefusal.failed(FAILED, run.broken().get(0).why());
        }
        StringBuilder why = new StringBuilder()
                .append(taken.failures().size())
                .append(" not valid, ")
                .append(run.agedOff())
                .append(" older than their sources keep events, ")
                .append(taken.drafts().size() - run.agedOff())
                .append(" deleted before");
        taken.failures().stream().limit(SHOWN).forEach(failure -> why.append("; ")
                .append(failure.error()));
        return new EventsRefusal(
                425,
                FILTERED,
                why.toString(),
                run.agedOff() > 0 ? EventsRefusal.Reason.ALL_AGED_OFF : EventsRefusal.Reason.ALL_FILTERED);
    }

    private long took(String part, long start) {
        long now = System.nanoTime();
        ports.meter().took(part, now - start);
        return now;
    }
}
