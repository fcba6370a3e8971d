package dev.muster.events.read;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecordBase;

/** A client that waits for events at a reader. Used in turns of the reader only, except its answer. */
final class Question {
    private final Wish wish;
    private final Sieve sieve;
    private final Delivery delivery;
    private final CompletableFuture<Batch> answer = new CompletableFuture<>();
    private final List<Piece> pieces = new ArrayList<>();
    private final List<Piece> removed = new ArrayList<>();
    private final List<Found> found = new ArrayList<>();
    private int kept;
    private int dropped;
    private volatile boolean gone;

    /**
     * How much and how long.
     *
     * @param count most events
     * @param share what they may take of the memory of answers
     * @param deadline nanoseconds of the steady clock
     * @param atOnce true to take only what is there
     * @param tasks true when the events become tasks of the client
     */
    record Wish(int count, AnswerRoom.Share share, long deadline, boolean atOnce, boolean tasks) {}

    Question(Wish wish, Sieve sieve, Delivery delivery) {
        this.wish = wish;
        this.sieve = sieve;
        this.delivery = delivery;
    }

    Wish wish() {
        return wish;
    }

    Sieve sieve() {
        return sieve;
    }

    /** True when more was taken than removed. */
    boolean mostlyKept() {
        return kept > dropped;
    }

    CompletableFuture<Batch> answer() {
        return answer;
    }

    /** The client went away before it was answered. */
    void leave() {
        gone = true;
    }

    boolean gone() {
        return gone;
    }

    boolean full() {
        return found.size() >= wish.count() || wish.share().full();
    }

    void offer(Piece piece) {
        Found event = sieve.sift(piece);
        if (event == null) {
            dropped++;
            remove(piece);
        } else {
            pieces.add(piece);
            found.add(event);
            kept++;
            wish.share().take(piece.value().length);
        }
    }

    /** What was answered from earlier results may come again until those are published. */
    private void remove(Piece piece) {
        CompletableFuture<Void> settled = sieve.settled().toCompletableFuture();
        if (settled.isDone() && !settled.isCompletedExceptionally()) {
            drop();
            piece.done();
        } else {
            removed.add(piece);
        }
    }

    /** Makes the events the client's own; true when they need not come again from where they were taken. */
    private CompletionStage<Boolean> secure() {
        return sieve.settled()
                .thenCompose(settled ->
                        found.isEmpty() ? CompletableFuture.completedFuture(false) : delivery.secure(pieces, events()));
    }

    private List<SpecificRecordBase> events() {
        return found.stream().map(Found::event).toList();
    }

    /**
     * Answers, once the events are the client's own.
     *
     * @param reader in whose turns it is settled: soon what was not delivered, with the next question or in a while what was
     * @param over work for when it is known how the answer ended
     */
    void finish(List<String> notReady, Actor reader, Runnable over) {
        secure().whenComplete((secured, failure) -> {
            if (failure != null) {
                reader.tell(() -> {
                    over.run();
                    giveBack();
                });
                answer.completeExceptionally(failure);
                return;
            }
            reader.tell(secured ? this::done : this::drop);
            Consumer<Boolean> outcome = delivered -> {
                Runnable settle = () -> {
                    over.run();
                    settled(secured, delivered);
                };
                if (delivered) {
                    reader.mention(settle);
                } else {
                    reader.tell(settle);
                }
            };
            Batch batch = new Batch(List.copyOf(found), sieve.over(), notReady, false, wish.share(), outcome);
            if (!answer.complete(batch)) {
                batch.settle(false);
            }
        });
    }

    private void settled(boolean secured, boolean delivered) {
        if (secured && !delivered) {
            delivery.failed(events());
        } else if (delivered) {
            done();
            sieve.delivered();
        } else {
            giveBack();
        }
    }

    private void drop() {
        removed.forEach(Piece::done);
        removed.clear();
    }

    private void done() {
        drop();
        pieces.forEach(Piece::done);
        pieces.clear();
    }

    /** The last one first, so that the first one stands in front in the end. */
    void giveBack() {
        pieces.addAll(removed);
        removed.clear();
        for (int i = pieces.size() - 1; i >= 0; i--) {
            pieces.get(i).giveBack();
        }
        pieces.clear();
        found.clear();
        wish.share().end();
    }
}
