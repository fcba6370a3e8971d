package dev.muster.events.read;

import dev.muster.events.EventAvro;
import dev.muster.events.MalformedEvent;
import dev.muster.events.Model;
import dev.muster.events.filter.Round;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** Reads stored values and lets the filters judge them. What cannot be read or judged is kept elsewhere, so that nobody waits behind it. */
final class Judging implements Sieve {
    private final Model model;
    private final EventAvro avro;
    private final Round round;
    private final Unreadable unreadable;
    private final ReadMeter meter;
    private long readingNanos;
    private long judgingNanos;

    Judging(Model model, EventAvro avro, Round round, Unreadable unreadable, ReadMeter meter) {
        this.model = model;
        this.avro = avro;
        this.round = round;
        this.unreadable = unreadable;
        this.meter = meter;
    }

    @Override
    public @Nullable SpecificRecordBase sift(Piece piece) {
        try {
            long start = System.nanoTime();
            SpecificRecordBase event = avro.read(model, piece.value());
            long read = System.nanoTime();
            boolean kept = piece.again() ? round.keepsAgain(event) : round.keeps(event);
            readingNanos += read - start;
            judgingNanos += System.nanoTime() - read;
            return kept ? event : null;
        } catch (MalformedEvent e) {
            unreadable.found(piece.origin(), piece.value(), String.valueOf(e.getMessage()));
            return null;
        } catch (RuntimeException e) {
            unreadable.found(piece.origin(), piece.value(), "the filters of readers fail at it: " + e);
            return null;
        }
    }

    @Override
    public Map<String, Integer> removed() {
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
