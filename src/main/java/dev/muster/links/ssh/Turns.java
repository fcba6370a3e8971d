package dev.muster.links.ssh;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** So many at once, the others wait their turn in order, without a thread. Thread-safe. */
final class Turns {
    private final Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
    private int free;

    Turns(int size) {
        this.free = size;
    }

    /** Starts the work when there is room and gives the room back when its stage ends. */
    <T> CompletableFuture<T> when(Supplier<? extends CompletionStage<T>> work) {
        CompletableFuture<Void> turn = new CompletableFuture<>();
        synchronized (waiting) {
            if (free > 0) {
                free--;
                turn.complete(null);
            } else {
                waiting.add(turn);
            }
        }
        AtomicBoolean given = new AtomicBoolean();
        return turn.thenCompose(go -> work.get()).whenComplete((value, error) -> {
            if (given.compareAndSet(false, true)) {
                next();
            }
        });
    }

    /** How many could begin now without waiting. */
    int free() {
        synchronized (waiting) {
            return free;
        }
    }

    private void next() {
        CompletableFuture<Void> turn;
        synchronized (waiting) {
            turn = waiting.poll();
            if (turn == null) {
                free++;
                return;
            }
        }
        turn.complete(null);
    }
}
