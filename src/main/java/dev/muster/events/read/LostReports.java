package dev.muster.events.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.events.EventAvro;
import dev.muster.events.EventHead;
import dev.muster.events.MalformedEvent;
import dev.muster.events.Model;
import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.EventAuthor;
import dev.muster.events.v6.StatusEntity;
import dev.muster.events.v6.StatusEvent;
import dev.muster.model.MusterException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once about each task that was lost as often as it was given out, that it is lost, in the name of the plugin that lost it. Thread-safe. */
public final class LostReports {
    private static final Logger LOG = LoggerFactory.getLogger(LostReports.class);
    private static final int TOGETHER = 100;
    private static final Duration CLAIM = Duration.ofMinutes(1);

    private final Leases leases;
    private final EventAvro avro;
    private final Function<StatusEvent, CompletionStage<?>> statuses;
    private final Unreadable unreadable;
    private final Pause pause;
    private final Clock clock;

    /**
     * Publishes through that function.
     *
     * @param statuses publishes a status; ends when it is stored
     * @param unreadable takes the stored events of tasks that cannot be read any more
     */
    public LostReports(
            Leases leases,
            EventAvro avro,
            Function<StatusEvent, CompletionStage<?>> statuses,
            Unreadable unreadable,
            Pause pause,
            Clock clock) {
        this.leases = leases;
        this.avro = avro;
        this.statuses = statuses;
        this.unreadable = unreadable;
        this.pause = pause;
        this.clock = clock;
    }

    /**
     * Reports what is lost now; nothing while plugins pause. Waits for the database.
     *
     * @return for each lost task what ends when its report is stored and the task forgotten
     * @throws MusterException when the database cannot be asked
     */
    public List<CompletionStage<?>> all() {
        List<CompletionStage<?>> reports = new ArrayList<>();
        int before;
        do {
            before = reports.size();
            reports.addAll(some());
        } while (reports.size() - before == TOGETHER);
        return reports;
    }

    /** Reports some of what is lost now; to be called again and again. Waits for the database. */
    void look() {
        try {
            some();
        } catch (MusterException e) {
            LOG.warn("Lost tasks cannot be looked for now: {}", e.getMessage());
        }
    }

    private List<CompletionStage<?>> some() {
        if (pause.state() == Pause.State.PAUSED) {
            return List.of();
        }
        List<CompletionStage<?>> reports = new ArrayList<>();
        for (Lease lease : leases.claimGivenUp(TOGETHER, CLAIM)) {
            reports.add(report(lease));
        }
        return reports;
    }

    /** The lease goes when the status is there: a hub that dies between the two leaves it to another one, under the same key. */
    private CompletionStage<?> report(Lease lease) {
        try {
            StatusEvent status = status(lease);
            LOG.info("Task {} is lost after {} attempts", lease.id(), lease.attempt());
            return statuses.apply(status).thenCompose(published -> leases.lost(lease));
        } catch (MalformedEvent e) {
            return unreadable
                    .found("task " + lease.id(), lease.event(), String.valueOf(e.getMessage()))
                    .thenCompose(kept -> leases.drop(List.of(lease.id())));
        }
    }

    private StatusEvent status(Lease lease) {
        BinaryEvent input = (BinaryEvent) avro.read(Model.BINARY, lease.event());
        input.setDequeued(lease.id());
        input.getEntity().setFeatures(List.of());
        input.getEntity().setDatastreams(List.of());
        input.getEntity().setInfo(ByteBuffer.allocate(0));
        EventAuthor author =
                new EventAuthor(lease.plugin().name(), lease.plugin().version(), "plugin", "");
        StatusEntity entity = new StatusEntity(input, "error-network", 0.0, "lost task: " + lease.id(), "", List.of());
        return new StatusEvent(
                (long) EventHead.VERSION,
                key(lease),
                clock.instant().truncatedTo(java.time.temporal.ChronoUnit.MICROS),
                author,
                entity);
    }

    private static String key(Lease lease) {
        try {
            byte[] text = (lease.id() + "." + lease.plugin().name()).getBytes(UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
