package dev.muster.camel;

import dev.muster.streams.Download;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves a download to its reader: the store is asked for as much as the reader has taken. When the store breaks off so does the answer, because its length was promised.
 * Bytes come on a thread of the store's client and leave on the event loop.
 */
final class StreamPump implements Subscriber<ByteBuffer> {
    private static final Logger LOG = LoggerFactory.getLogger(StreamPump.class);

    /** Pieces that the store may give before the reader has taken them; usually of 8 KiB. */
    private static final int AHEAD = 48;

    private static final int QUEUE = 128 << 10;

    private final HttpServerResponse response;
    private final Context context;
    private final Download download;
    private final StreamMeters meters;
    private final List<ByteBuffer> come = new ArrayList<>();
    private long left;
    private @Nullable Subscription store;
    private boolean cancelled;
    private int owed;
    private int wanted;
    private long news = System.nanoTime();

    StreamPump(HttpServerResponse response, Context context, Download download, StreamMeters meters) {
        this.response = response;
        this.context = context;
        this.download = download;
        this.meters = meters;
        this.left = download.length();
        response.setWriteQueueMaxSize(QUEUE);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        context.runOnContext(now -> {
            store = subscription;
            if (cancelled || response.closed()) {
                subscription.cancel();
            } else {
                owed = AHEAD;
                ask();
            }
        });
    }

    @Override
    public void onNext(ByteBuffer bytes) {
        ByteBuffer restored = download.restored(bytes);
        boolean idle;
        synchronized (come) {
            idle = come.isEmpty();
            come.add(restored);
        }
        if (idle) {
            context.runOnContext(now -> writeAll());
        }
    }

    /** Writes whatever has come by now, at once, because each write is a call of the system. */
    @SuppressWarnings("deprecation") // Vert.x has no other way to send several pieces as one
    private void writeAll() {
        ByteBuffer[] all;
        synchronized (come) {
            all = come.toArray(ByteBuffer[]::new);
            come.clear();
        }
        Buffer bytes = Buffer.buffer(Unpooled.wrappedBuffer(all.length + 1, all));
        left -= bytes.length();
        wanted -= all.length;
        owed += all.length;
        news = System.nanoTime();
        if (response.closed() || left < 0) {
            cancel();
            return;
        }
        meters.downloaded(bytes.length());
        response.write(bytes);
        if (response.writeQueueFull()) {
            response.drainHandler(drained -> ask());
        } else if (owed >= AHEAD / 2) {
            ask();
        }
    }

    /** Asks the store for as much as the reader has taken since. */
    private void ask() {
        Subscription asked = store;
        if (asked != null && owed > 0) {
            int more = owed;
            wanted += more;
            owed = 0;
            news = System.nanoTime();
            asked.request(more);
        }
    }

    /** Breaks the answer when the store owes bytes and has given none for so long; on the event loop. */
    void breakWhenSilent(Duration silence) {
        if (wanted > 0 && left > 0 && !response.closed() && System.nanoTime() - news > silence.toNanos()) {
            LOG.warn("A download ends {} bytes early: the store gave nothing for {} s", left, silence.toSeconds());
            cancel();
            response.reset();
        }
    }

    @Override
    public void onError(Throwable thrown) {
        context.runOnContext(now -> {
            if (!response.closed()) {
                LOG.warn("A download ends {} bytes early: {}", left, thrown.getMessage());
                response.reset();
            }
        });
    }

    @Override
    public void onComplete() {
        context.runOnContext(now -> {
            if (left == 0) {
                response.end();
            } else if (!response.closed()) {
                LOG.warn("A download ends {} bytes early: the store gave less than it said", left);
                response.reset();
            }
        });
    }

    /** Lets the store go; on the event loop. */
    void cancel() {
        cancelled = true;
        if (store != null) {
            store.cancel();
        }
    }
}
