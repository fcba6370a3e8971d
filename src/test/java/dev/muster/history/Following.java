package dev.muster.history;

import dev.muster.model.HistoryRow;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;

/** Somebody who follows a token, whose end never comes. Gets no row before asking for some. */
final class Following implements Flow.Subscriber<HistoryRow> {
    final List<Long> ids = new CopyOnWriteArrayList<>();
    private Flow.Subscription subscription;

    void request(long rows) {
        subscription.request(rows);
    }

    void cancel() {
        subscription.cancel();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
    }

    @Override
    public void onNext(HistoryRow row) {
        ids.add(row.id());
    }

    @Override
    public void onError(Throwable failure) {
        throw new AssertionError(failure);
    }

    @Override
    public void onComplete() {
        throw new AssertionError("a token has no end");
    }
}
