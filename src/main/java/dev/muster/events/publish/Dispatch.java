package dev.muster.events.publish;

import dev.muster.events.EventAvro;
import dev.muster.events.EventHead;
import dev.muster.events.EventsRefusal;
import dev.muster.events.Model;
import dev.muster.events.v6.DeleteEvent;
import dev.muster.events.v6.EventAuthor;
import dev.muster.events.v6.InsertEvent;
import dev.muster.events.v6.StatusEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecordBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Sends drafts and hears what became of them. Thread-safe. */
final class Dispatch {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);
    private static final long PART = 4L << 20;

    private final Publisher.Ports ports;
    private final EventAvro avro;
    private final int mostBytes;

    Dispatch(Publisher.Ports ports, EventAvro avro, int mostBytes) {
        this.ports = ports;
        this.avro = avro;
        this.mostBytes = mostBytes;
    }

    private record Attempt(CompletionStage<Void> done, String topic, int bytes) {}

    /** Sends what can be sent; what cannot is told in the result and keeps nothing else back. */
    Sent send(List<Draft> drafts) {
        Sent sent = new Sent(drafts);
        sendFrom(0, sent);
        return sent;
    }

    /** A large request goes in parts, each when the one before is acknowledged, so that it does not take the room of all others. */
    private void sendFrom(int first, Sent sent) {
        CompletableFuture<Void> part = new CompletableFuture<>();
        AtomicInteger open = new AtomicInteger(1);
        Set<String> topics = new HashSet<>();
        int next = first;
        for (long bytes = 0; next < sent.drafts().size() && bytes < PART; next++) {
            int place = next;
            open.incrementAndGet();
            Attempt attempt = start(sent.drafts().get(place));
            bytes += attempt.bytes();
            topics.add(attempt.topic());
            var unused = attempt.done().whenComplete((done, failure) -> {
                if (failure != null) {
                    failed(sent, place, failure);
                }
                end(open, part);
            });
        }
        var unusedStored = part.thenRun(() -> ports.stored().accept(topics));
        int rest = next;
        if (rest == sent.drafts().size()) {
            sent.handOver();
            var unused = part.thenRun(() -> finish(sent));
        } else {
            var unused = part.thenRunAsync(() -> sendFrom(rest, sent));
        }
        end(open, part);
    }

    private static void end(AtomicInteger open, CompletableFuture<Void> part) {
        if (open.decrementAndGet() == 0) {
            part.complete(null);
        }
    }

    private Attempt start(Draft draft) {
        try {
            return send(draft);
        } catch (RuntimeException e) {
            return new Attempt(CompletableFuture.failedFuture(e), "", 0);
        }
    }

    private Attempt send(Draft draft) {
        SpecificRecordBase event = draft.event();
        Optional<String> topic = ports.destinations().topic().apply(event);
        if (topic.isEmpty()) {
            throw new IllegalArgumentException("there is no topic for an event of an unknown source");
        }
        if (EventHead.version(event) > EventHead.VERSION) {
            String author = EventHead.author(event).getName();
            ports.meter().badVersion(author, Model.of(event).wireName(), EventHead.version(event));
            throw new IllegalArgumentException("model_version is " + EventHead.version(event) + ", but versions end at "
                    + EventHead.VERSION + "; update this server or send that");
        }
        byte[] value = avro.write(event);
        if (value.length > mostBytes) {
            throw new IllegalArgumentException("the event takes " + value.length + " bytes, more than the " + mostBytes
                    + " of muster.events.message-max; put large parts into streams");
        }
        CompletionStage<Void> done = ports.sink().send(topic.get(), EventHead.key(event), value);
        count(event, topic.get(), value.length);
        return new Attempt(done, topic.get(), value.length);
    }

    private void count(SpecificRecordBase event, String topic, int bytes) {
        PublishMeter meter = ports.meter();
        meter.sent(topic, bytes);
        EventAuthor author = EventHead.author(event);
        if (!author.getCategory().equals("user")) {
            meter.published(author.getName(), Model.of(event).wireName());
            if (event instanceof StatusEvent status) {
                meter.status(
                        author.getName(),
                        status.getEntity().getStatus(),
                        status.getEntity().getRuntime());
            }
        }
    }

    private void failed(Sent sent, int place, Throwable failure) {
        Throwable cause = failure instanceof java.util.concurrent.CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        sent.fail(place, cause);
        SpecificRecordBase event = sent.drafts().get(place).event();
        ports.meter().sendFailed(ports.destinations().topic().apply(event).orElse("none"));
    }

    private void finish(Sent sent) {
        List<Integer> failed = sent.failed();
        if (!failed.isEmpty()) {
            say(sent, failed);
        }
        Set<Integer> without = new HashSet<>(failed);
        Set<Integer> broken =
                failed.stream().map(place -> sent.drafts().get(place).origin()).collect(Collectors.toSet());
        List<StatusEvent> statuses = new ArrayList<>();
        for (int i = 0; i < sent.drafts().size(); i++) {
            if (!without.contains(i)) {
                heard(sent.drafts().get(i).event());
            }
            Draft draft = sent.drafts().get(i);
            if (draft.event() instanceof StatusEvent status && !broken.contains(draft.origin())) {
                statuses.add(status);
            }
        }
        report(statuses, sent);
    }

    /** A client that is told to come back hears why; a cluster that is away is logged once, not with every request. */
    private static void say(Sent sent, List<Integer> failed) {
        Throwable first = sent.failure(failed.get(0));
        boolean busy = first instanceof EventsRefusal refusal && refusal.retryAfter() != null;
        LOG.atLevel(busy ? Level.DEBUG : Level.WARN)
                .log(
                        "{} of {} events of a request were not published: {}",
                        failed.size(),
                        sent.drafts().size(),
                        first.getMessage());
    }

    /** This program knows of its own deletes and inserts at once; others when they read them. */
    private void heard(SpecificRecordBase event) {
        if (event instanceof DeleteEvent delete) {
            ports.deleted().hear(delete.getKafkaKey(), delete);
        } else if (event instanceof InsertEvent insert) {
            ports.inserts().hear(insert.getKafkaKey(), insert);
        }
    }

    private void report(List<StatusEvent> statuses, Sent sent) {
        if (statuses.isEmpty()) {
            sent.acknowledge();
            return;
        }
        ports.tasks().reported(statuses).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.error(
                        "{} statuses were published, but their tasks stay open and come again",
                        statuses.size(),
                        failure);
            }
            sent.acknowledge();
        });
    }
}
