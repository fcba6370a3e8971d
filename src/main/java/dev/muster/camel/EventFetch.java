package dev.muster.camel;

import dev.muster.events.EventsRefusal;
import dev.muster.events.filter.ReaderRequest;
import dev.muster.events.read.AnswerForm;
import dev.muster.events.read.Batch;
import dev.muster.events.read.Reading;
import dev.muster.http.Connections;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

    private static final Duration SOON = Duration.ofSeconds(1);

    private final Source source;
    private final EventDoor door;
    private final AnswerForm form;
    private final FetchMeters meters;
    private final Map<HttpConnection, Receipt> receipts = Collections.synchronizedMap(new WeakHashMap<>());

    /**
     * Where events come from.
     *
     * @param reading throws {@link EventsRefusal} while there is none
     * @param trouble why there can be none at the moment, as far as that is known
     */
    public record Source(Supplier<Reading> reading, Supplier<Optional<String>> trouble) {
        private void check() {
            trouble.get().ifPresent(why -> {
                throw EventsRefusal.unavailable("events cannot be read now", why, SOON);
            });
        }
    }

    /** Gives events to callers who may read them on this node. */
    public EventFetch(Source source, EventDoor door, AnswerForm form, FetchMeters meters) {
        this.source = source;
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
            Reading from = source.reading().get();
            source.check();
            fetch(ctx, from, request);
        } catch (EventsRefusal e) {
            EventRefusals.answer(ctx, e);
        }
    }

    private void fetch(RoutingContext ctx, Reading from, ReaderRequest request) {
        meters.asked(request);
        Asked asked = new Asked(ctx, ctx.vertx().getOrCreateContext(), request);
        CompletableFuture<Batch> answer = from.ask(request);
        ctx.response().closeHandler(gone -> answer.cancel(false));
        var unused = answer.whenComplete((batch, failure) -> {
            if (failure == null) {
                if (form.made(request.avro(), batch)) {
                    answer(asked, batch);
                } else {
                    from.run(() -> answer(asked, batch));
                }
            } else if (!(failure instanceof CancellationException)) {
                asked.refuse(EventRefusals.of(failure));
            }
        });
    }

    /** A request, and the event loop of its connection. */
    private record Asked(RoutingContext ctx, Context loop, ReaderRequest request) {
        void refuse(EventsRefusal refusal) {
            loop.runOnContext(now -> EventRefusals.answer(ctx, refusal));
        }
    }

    private void answer(Asked asked, Batch batch) {
        ReaderRequest request = asked.request();
        RoutingContext ctx = asked.ctx();
        Receipt receipt = new Receipt(ctx, batch::settle);
        batch.share().sent(() -> Connections.breakOff(ctx.request().connection()));
        try {
            meters.answered(request, batch);
            if (batch.events().isEmpty() && !batch.paused()) {
                source.check(); // that there is nothing is not known then
            }
            long start = System.nanoTime();
            AnswerForm.Answer answer = form.write(request.model(), request.avro(), batch);
            meters.took("metadata", System.nanoTime() - start);
            boolean empty = batch.events().isEmpty();
            asked.loop().runOnContext(now -> write(ctx, answer, receipt, empty));
        } catch (EventsRefusal e) {
            receipt.failed();
            asked.refuse(e);
        } catch (RuntimeException e) {
            receipt.failed();
            asked.refuse(EventsRefusal.failed("Fetch Failed", "the events cannot be written as an answer", e));
        }
    }

    @SuppressWarnings("deprecation") // Vert.x has no other way to send several pieces as one body
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
                .putHeader("Content-Length", String.valueOf(answer.body().size()));
        Buffer body =
                Buffer.buffer(Unpooled.wrappedBuffer(answer.body().pieces().toArray(byte[][]::new)));
        boolean stays = empty || !closes(ctx);
        Future<Void> end = stays ? response.end(body) : response.write(body);
        end.onComplete(written -> {
            if (written.failed()) {
                receipt.failed();
            } else if (empty) {
                receipt.delivered();
            } else {
                receipt.written();
            }
        });
        if (!stays) {
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
