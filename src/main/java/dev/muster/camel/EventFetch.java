package dev.muster.camel;

import dev.muster.events.EventsRefusal;
import dev.muster.events.filter.ReaderRequest;
import dev.muster.events.read.AnswerForm;
import dev.muster.events.read.Batch;
import dev.muster.events.read.Reading;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * {@code GET /api/v2/event/:model/passive} and {@code active}: gives events to a client that waits for them. A Vert.x handler because the
 * client waits for minutes, may go away meanwhile, and its events are its own only when the answer has been written: a route knows none of
 * the three.
 */
public final class EventFetch implements Handler<RoutingContext> {
    /** Where the handler is mounted, for GET. */
    public static final List<String> PATHS = List.of("/api/v2/event/:model/passive", "/api/v2/event/:model/active");

    private final Supplier<Reading> reading;
    private final EventDoor door;
    private final AnswerForm form;
    private final FetchMeters meters;
    private final Map<HttpConnection, Receipt> receipts = Collections.synchronizedMap(new WeakHashMap<>());

    /**
     * Gives events to callers who may read them on this node.
     *
     * @param reading throws {@link EventsRefusal} while there is none
     */
    public EventFetch(Supplier<Reading> reading, EventDoor door, AnswerForm form, FetchMeters meters) {
        this.reading = reading;
        this.door = door;
        this.form = form;
        this.meters = meters;
    }

    @Override
    public void handle(RoutingContext ctx) {
        try {
            Receipt last = receipts.remove(ctx.request().connection());
            if (last != null) {
                last.askedAgain();
            }
            door.admit(ctx);
            boolean task = ctx.normalizedPath().endsWith("/active");
            ReaderRequest request = door.request(ctx, task, EventDoor.query(ctx));
            fetch(ctx, reading.get(), request);
        } catch (EventsRefusal e) {
            EventRefusals.answer(ctx, e);
        }
    }

    private void fetch(RoutingContext ctx, Reading from, ReaderRequest request) {
        meters.asked(request);
        CompletableFuture<Batch> answer = from.ask(request);
        ctx.response().closeHandler(gone -> answer.cancel(false));
        answer.whenCompleteAsync(
                (batch, failure) -> {
                    if (failure == null) {
                        answer(ctx, request, batch);
                    } else if (!(failure instanceof CancellationException)) {
                        ctx.vertx().runOnContext(now -> EventRefusals.answer(ctx, EventRefusals.of(failure)));
                    }
                },
                from::run);
    }

    private void answer(RoutingContext ctx, ReaderRequest request, Batch batch) {
        meters.answered(request, batch);
        Receipt receipt = new Receipt(ctx, batch::settle);
        try {
            long start = System.nanoTime();
            AnswerForm.Answer answer = form.write(request.model(), request.avro(), batch);
            meters.took("metadata", System.nanoTime() - start);
            ctx.vertx()
                    .runOnContext(
                            now -> write(ctx, answer, receipt, batch.events().isEmpty()));
        } catch (RuntimeException e) {
            receipt.failed();
            ctx.vertx()
                    .runOnContext(now -> EventRefusals.answer(
                            ctx, EventsRefusal.failed("Fetch Failed", "the events cannot be written as an answer", e)));
        }
    }

    private void write(RoutingContext ctx, AnswerForm.Answer answer, Receipt receipt, boolean empty) {
        HttpServerResponse response = ctx.response();
        if (response.closed() || response.ended()) {
            receipt.failed();
            return;
        }
        if (!empty) {
            receipts.put(ctx.request().connection(), receipt);
            receipt.follow();
        }
        response.putHeader("Content-Type", answer.contentType())
                .putHeader("Content-Length", String.valueOf(answer.body().length))
                .write(Buffer.buffer(answer.body()))
                .onComplete(written -> {
                    if (written.failed()) {
                        receipt.failed();
                    } else if (empty) {
                        receipt.delivered();
                    } else {
                        receipt.written();
                    }
                });
        if (empty || !closes(ctx)) {
            response.end();
        } else {
            receipt.whenTold(response::end);
        }
    }

    /** After such an answer the server would close the connection at once, and not hear that the client broke it. */
    private static boolean closes(RoutingContext ctx) {
        String connection = ctx.request().getHeader("Connection");
        return ctx.request().version() == HttpVersion.HTTP_1_0
                || connection != null && connection.toLowerCase(Locale.ROOT).contains("close");
    }
}
