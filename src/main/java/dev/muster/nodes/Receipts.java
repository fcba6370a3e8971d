package dev.muster.nodes;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was sent to a peer that acknowledges nothing. That it came to be written says nothing: it may lie in a buffer of a connection that
 * breaks. So each message is followed by a ping of WebSocket with its number, and the peer's answer shows that it has read that far.
 * Thread-safe.
 */
final class Receipts {
    private final Object order = new Object();
    private final ConcurrentSkipListMap<Long, Receipt> open = new ConcurrentSkipListMap<>();
    private long numbers;
    private volatile @Nullable RuntimeException lost;

    private record Receipt(long at, CompletableFuture<Void> read) {}

    /**
     * Sends a message.
     *
     * @param now monotonic nanoseconds
     * @param write writes the message, and behind it a ping with that content
     * @return completes when the peer has read the message
     */
    CompletionStage<Void> send(long now, Function<Buffer, Future<Void>> write) {
        Receipt receipt = new Receipt(now, new CompletableFuture<>());
        synchronized (order) {
            long number = ++numbers;
            var unused = receipt.read.whenComplete((read, problem) -> open.remove(number));
            open.put(number, receipt);
            write.apply(Buffer.buffer().appendLong(number)).onFailure(receipt.read::completeExceptionally);
        }
        RuntimeException gone = lost;
        if (gone != null) {
            receipt.read.completeExceptionally(gone);
        }
        return receipt.read;
    }

    /** The peer has answered a ping: it has read what was sent before that one. */
    void pong(Buffer content) {
        if (content.length() == Long.BYTES) {
            open.headMap(content.getLong(0), true).values().forEach(receipt -> receipt.read.complete(null));
        }
    }

    /** Ends what was sent before that time, in monotonic nanoseconds. */
    void expire(long before, RuntimeException reason) {
        open.values().stream()
                .filter(receipt -> receipt.at - before < 0)
                .forEach(receipt -> receipt.read.completeExceptionally(reason));
    }

    /** The connection is gone: ends what is under way, and whatever is sent from now on. */
    void lose(RuntimeException reason) {
        lost = reason;
        open.values().forEach(receipt -> receipt.read.completeExceptionally(reason));
    }
}
