package dev.muster.streams;

import dev.muster.streams.form.Cipher;
import dev.muster.streams.hash.Digests;
import dev.muster.streams.type.Identity;
import dev.muster.streams.type.Sample;
import dev.muster.streams.type.SampleBuffer;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Finds out again what is known of a blob, by reading it once in constant memory; for blobs that were stored without a note. */
final class Recount implements Subscriber<ByteBuffer> {
    private final Cipher cipher;
    private final Function<Sample, Identity> identifier;
    private final Executor executor;
    private final Digests digests = new Digests(true);
    private final SampleBuffer sample = new SampleBuffer();
    private final CompletableFuture<Datastream> result = new CompletableFuture<>();
    private CompletableFuture<Void> work = CompletableFuture.completedFuture(null);
    private @Nullable Subscription bytes;

    private Recount(Cipher cipher, Function<Sample, Identity> identifier, Executor executor) {
        this.cipher = cipher;
        this.identifier = identifier;
        this.executor = executor;
    }

    static CompletableFuture<Datastream> of(
            Download download, Function<Sample, Identity> identifier, Executor executor) {
        Recount recount = new Recount(download.cipher(), identifier, executor);
        download.bytes().subscribe(recount);
        return recount.result;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        bytes = subscription;
        subscription.request(2);
    }

    @Override
    public void onNext(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        work = work.thenRunAsync(() -> add(copy), executor);
        work.exceptionally(thrown -> {
            result.completeExceptionally(thrown);
            return null;
        });
    }

    private void add(byte[] copy) {
        cipher.apply(copy, 0, copy.length);
        digests.update(copy, 0, copy.length);
        sample.add(copy, 0, copy.length);
        if (bytes != null) {
            bytes.request(1);
        }
    }

    @Override
    public void onError(Throwable thrown) {
        result.completeExceptionally(thrown);
    }

    @Override
    public void onComplete() {
        work.thenRunAsync(
                        () -> result.complete(new Datastream(digests.found(), identifier.apply(sample.sample()))),
                        executor)
                .exceptionally(thrown -> {
                    result.completeExceptionally(thrown);
                    return null;
                });
    }
}
