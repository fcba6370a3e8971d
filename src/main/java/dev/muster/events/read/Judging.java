package dev.muster.events.read;

import dev.muster.events.EventAvro;
import dev.muster.events.MalformedEvent;
import dev.muster.events.Model;
import dev.muster.events.filter.Round;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** Reads stored values and lets the filters judge them. */
final class Judging implements Sieve {
    private final Model model;
    private final EventAvro avro;
    private final Round round;
    private final Unreadable unreadable;

    Judging(Model model, EventAvro avro, Round round, Unreadable unreadable) {
        this.model = model;
        this.avro = avro;
        this.round = round;
        this.unreadable = unreadable;
    }

    @Override
    public @Nullable SpecificRecordBase sift(Piece piece) {
        SpecificRecordBase event;
        try {
            event = avro.read(model, piece.value());
        } catch (MalformedEvent e) {
            unreadable.found(piece.origin(), piece.value(), String.valueOf(e.getMessage()));
            return null;
        }
        boolean kept = piece.again() ? round.keepsAgain(event) : round.keeps(event);
        return kept ? event : null;
    }

    @Override
    public Map<String, Integer> removed() {
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
