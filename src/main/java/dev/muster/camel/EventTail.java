package dev.muster.camel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.muster.events.EventJson;
import dev.muster.events.EventsRefusal;
import dev.muster.events.filter.ReaderRequest;
import dev.muster.events.read.Reading;
import dev.muster.events.read.Tail;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/v2/event/:model/tail}: what is published from now on, as server-sent events. A Vert.x handler because a route has one
 * answer and this one has no end. The next event is read when the last one was written: a slow client costs no memory.
 */
public final class EventTail implements Handler<RoutingContext> {
    /** Where it is mounted, for GET. */
    public static final String PATH = "/api/v2/event/:model/tail";

    private static final long KEEP_ALIVE_MILLIS = 15_000;
    private static final Duration LATER = Duration.ofSeconds(30);

    private final Supplier<Reading> reading;
    private final EventDoor door;
    private final EventJson json;
    private final int most;
    private final AtomicInteger open = new AtomicInteger();
    private final JsonFactory factory = new JsonFactory();

    /** Shows events to that many clients at once. */
    public EventTail(Supplier<Reading> reading, EventDoor door, EventJson json, int most) {
        this.reading = reading;
        this.door = door;
        this.json = json;
        this.most = most;
    }

    @Override
    public void handle(RoutingContext ctx) {
        try {
            door.admit(ctx);
            ReaderRequest request = request(ctx);
            Reading from = reading.get();
            if (open.incrementAndGet() > most) {
                open.decrementAndGet();
                throw EventsRefusal.unavailable(
                        "too many tails", most + " clients follow events here; see muster.events.tails", LATER);
            }
            new Client(ctx).follow(from, request);
        } catch (EventsRefusal e) {
            EventRefusals.answer(ctx, e);
        }
    }

    /** The parameters of a fetch; which queues are read is no question here. */
    private ReaderRequest request(RoutingContext ctx) {
        Map<String, List<String>> query = EventDoor.query(ctx);
        query.remove("r-expedite");
        query.remove("r-historic");
        query.put("r-live", List.of("true"));
        return door.request(ctx, false, query);
    }

    private String text(SpecificRecordBase event) {
        StringWriter text = new StringWriter();
        try (JsonGenerator document = factory.createGenerator(text)) {
            json.write(event, document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private final class Client implements Tail.Listener {
        private final HttpServerResponse response;
        private final Context context;
        private final long timer;
        private @Nullable Tail tail;

        Client(RoutingContext ctx) {
            response = ctx.response();
            context = ctx.vertx().getOrCreateContext();
            timer = ctx.vertx().setPeriodic(KEEP_ALIVE_MILLIS, tick -> write(":\n\n", false));
            ctx.addEndHandler(ended -> {
                ctx.vertx().cancelTimer(timer);
                open.decrementAndGet();
                if (tail != null) {
                    tail.close();
                }
            });
        }

        void follow(Reading from, ReaderRequest request) {
            response.setChunked(true)
                    .putHeader("Content-Type", "text/event-stream; charset=utf-8")
                    .putHeader("Cache-Control", "no-cache");
            tail = from.tail(request, this);
        }

        @Override
        public void begun() {
            write(": events published from now on follow\n\n", true);
        }

        @Override
        public void event(String origin, SpecificRecordBase event) {
            write("id: " + origin + "\nevent: event\ndata: " + text(event) + "\n\n", true);
        }

        private void write(String text, boolean more) {
            context.runOnContext(now -> {
                if (!response.closed() && !response.ended()) {
                    response.write(text).onSuccess(done -> {
                        if (more && tail != null) {
                            tail.next();
                        }
                    });
                }
            });
        }
    }
}
