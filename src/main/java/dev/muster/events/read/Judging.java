package dev.muster.events.read;

import dev.muster.events.EventAvro;
import dev.muster.events.MalformedEvent;
import dev.muster.events.Model;
import dev.muster.events.StoredJson;
import dev.muster.events.filter.Round;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** Reads stored values and lets the filters judge them. What cannot be read or judged is kept elsewhere, so that nobody waits behind it. */
final class Judging implements Sieve {
    private final Form form;
    private final EventAvro avro;
    private final Round round;
    private final Unreadable unreadable;
    private final ReadMeter meter;
    private long readingNanos;
    private long judgingNanos;

    /**
     * What events are needed for.
     *
     * @param whole true when somebody will look at the events or change them; false to send them as they are stored where that may be
     * @param json writes stored events ahead; null when they are not sent as JSON
     */
    record Form(Model model, boolean whole, @Nullable StoredJson json) {
        Form {
            whole |= model != Model.BINARY;
        }
    }

    /** Judges events for one answer. */
    Judging(Form form, EventAvro avro, Round round, Unreadable unreadable, ReadMeter meter) {
        this.form = form;
        this.avro = avro;
        this.round = round;
        this.unreadable = unreadable;
        this.meter = meter;
    }

    @Override
    public @Nullable Found sift(Piece piece) {
        try {
            long start = System.nanoTime();
            Found found = found(piece);
            long read = System.nanoTime();
            boolean kept = piece.again() ? round.keepsAgain(found.event()) : round.keeps(found.event());
            readingNanos += read - start;
            judgingNanos += System.nanoTime() - read;
            return kept ? found : null;
        } catch (MalformedEvent e) {
            unreadable.found(piece.origin(), piece.value(), "it cannot be decoded: " + e.getMessage());
            return null;
        } catch (RuntimeException e) {
            unreadable.found(piece.origin(), piece.value(), "the filters of readers fail at it: " + e);
            return null;
        }
    }

    private Found found(Piece piece) {
        Found ready = form.whole() ? null : piece.ready();
        if (ready != null) {
            return ready;
        }
        SpecificRecordBase skimmed = form.whole() ? null : avro.skim(piece.value());
        return skimmed == null
                ? new Found(avro.read(form.model(), piece.value()), null, null)
                : new Found(skimmed, piece.value(), null);
    }

    @Override
    public @Nullable Found ready(byte[] value) {
        if (form.whole()) {
            return null;
        }
        try {
            SpecificRecordBase skimmed = avro.skim(value);
            StoredJson json = form.json();
            return skimmed == null ? null : new Found(skimmed, value, json == null ? null : json.write(value));
        } catch (MalformedEvent e) {
            return null; // it is found again, and reported, when it is asked for
        }
    }

    @Override
    public Map<String, Integer> over() {
        if (readingNanos > 0) {
            meter.took("upgrade_event", readingNanos);
            meter.took("run_pipelines", judgingNanos);
        }
        return round.counts();
    }

    @Override
    public CompletionStage<Void> settled() {
        return round.settled();
    }

    @Override
    public void delivered() {
        round.delivered();
    }
}
