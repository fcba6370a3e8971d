package dev.muster.events.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What became of the drafts of a request. Thread-safe. */
final class Sent {
    private final List<Draft> drafts;
    private final @Nullable Throwable[] failures;
    private final CompletableFuture<Void> handedOver = new CompletableFuture<>();
    private final CompletableFuture<Void> acknowledged = new CompletableFuture<>();

    Sent(List<Draft> drafts) {
        this.drafts = drafts;
        this.failures = new Throwable[drafts.size()];
    }

    List<Draft> drafts() {
        return drafts;
    }

    /** Ends when the last one is on its way; never fails. */
    CompletionStage<Void> handedOver() {
        return handedOver;
    }

    /** Ends when brokers have said something about each; never fails. */
    CompletionStage<Void> acknowledged() {
        return acknowledged;
    }

    /** The failures so far, by place. */
    synchronized List<Integer> failed() {
        List<Integer> failed = new ArrayList<>();
        for (int i = 0; i < failures.length; i++) {
            if (failures[i] != null) {
                failed.add(i);
            }
        }
        return failed;
    }

    synchronized Throwable failure(int place) {
        return failures[place];
    }

    synchronized void fail(int place, Throwable failure) {
        failures[place] = failure;
    }

    void handOver() {
        handedOver.complete(null);
    }

    void acknowledge() {
        acknowledged.complete(null);
    }
}
