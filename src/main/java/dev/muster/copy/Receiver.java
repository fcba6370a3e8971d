package dev.muster.copy;

import dev.muster.model.History;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The side of a remote copy that takes it: PROCESSCOPY (specs/node-proxy.md section 4.3, with what 4.5 does better). Chunks of one token
 * come in order; different tokens are independent. Everything that happens is a history row under the token. Thread-safe; blocks for disk
 * writes.
 */
public final class Receiver {
    private final Spool spool;
    private final Finisher finishing;
    private final Known known;
    private final Destinations destinations;
    private final History history;
    private final Clock clock;
    private final Executor executor;
    private final boolean caches;
    private final Arrivals arrivals;

    /**
     * Where copies go and how.
     *
     * @param directory private directory for what is not whole yet
     * @param destinations copies may be put below these
     * @param keep how long a copy that stopped can go on
     */
    public record Settings(Path directory, List<Path> destinations, Duration keep) {
        /** Copies the list. */
        public Settings {
            destinations = List.copyOf(destinations);
        }
    }

    /** Writes rows to that history; whole copies are put in place on that executor, one task each. */
    public Receiver(Settings settings, History history, Clock clock, Executor executor) {
        this(settings, history, clock, executor, null);
    }

    /** The same; with a placer, destinations are paths on another machine, and a {@code cache_dir} has no meaning here. */
    public Receiver(Settings settings, History history, Clock clock, Executor executor, @Nullable Placer placer) {
        this.spool = new Spool(settings.directory());
        this.known = new Known(settings.directory().resolve("known"));
        this.finishing = placer == null
                ? new Finishing(settings.directory(), spool, known)
                : (note, destination, end) -> placer.place(
                        note.data(),
                        destination,
                        new Placer.Options(end.archive(), end.text("owner"), end.text("group"), end.text("mode")));
        this.caches = placer == null;
        this.destinations = new Destinations(settings.destinations());
        this.history = history;
        this.clock = clock;
        this.arrivals = new Arrivals(spool, history, clock, settings.keep());
        this.executor = executor;
    }

    /**
     * Takes one message. The answer tells one of our own senders {@code state} ({@code partial}, {@code finishing}, {@code done},
     * {@code failed} with {@code message}, {@code stale}), and while it is partial what was {@code received}.
     *
     * @param data the data of the message
     * @param chunk bytes that came beside it; empty when it holds them itself, as base64
     * @return completes when the bytes are stored or, for the last message, when the copy is in place
     */
    public CompletionStage<Map<String, Object>> receive(String token, Map<String, ?> data, byte[] chunk) {
        CopyRows rows = new CopyRows(history, token, !Message.silent(data.get("logging")));
        Arrival arrival = arrivals.of(token);
        synchronized (arrival) {
            arrival.touch(clock.instant());
            try {
                Message message = Message.of(data, chunk);
                return switch (message.status()) {
                    case "query" -> query(token, arrival, message);
                    case "same" -> same(token, arrival, message, rows);
                    case "abort" -> abort(token, arrival, message.text("copy"));
                    case "end" -> end(token, arrival, message, rows);
                    default -> chunk(token, arrival, message, rows);
                };
            } catch (Refusal e) {
                return answer(arrivals.failed(arrival, rows, e.text()));
            }
        }
    }

    private CompletionStage<Map<String, Object>> chunk(String token, Arrival arrival, Message message, CopyRows rows) {
        if (!arrival.current(message)) {
            return answer(Map.of("state", "stale"));
        }
        boolean first = message.ofChunk("offset") < 0 && message.ofChunk("seq") == 0;
        if (arrival.state() == Arrival.State.FINISHING) {
            throw new Refusal("chunk out of order");
        }
        if (arrival.state() == Arrival.State.FAILED && !arrival.ended() && !first) {
            return answer(arrival.answer()); // the rest of a copy that was refused
        }
        if (first || arrival.partial() == null) {
            destinations.allowed(message.destination());
            arrival.begin(spooled(token, message));
        }
        return arrival.take(message, rows::copying);
    }

    private CompletionStage<Map<String, Object>> end(String token, Arrival arrival, Message message, CopyRows rows) {
        if (arrival.end() && arrival.state() == Arrival.State.FAILED) {
            return answer(arrival.answer());
        }
        if (message.text("md5").isEmpty() && message.text("sha256").isEmpty()) {
            throw new Refusal("please set md5");
        }
        Path destination = destinations.allowed(message.destination());
        message.archive();
        if (arrival.partial() == null) {
            arrival.begin(spooled(token, message)); // an empty file has no chunks
            arrival.end();
        }
        Partial whole = arrival.whole(message);
        Spool.Note note = Objects.requireNonNull(arrival.note());
        CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        try {
            executor.execute(() -> finish(arrival, rows, answer, () -> {
                whole.verify(message.text("md5"), message.text("sha256"));
                return finishing.finish(note, destination, message);
            }));
        } catch (RejectedExecutionException e) {
            throw new Refusal("process copy failed: this node is stopping or has too many copies to finish", e);
        }
        return answer;
    }

    /** Temporary files lie in our own directory, or where files may be copied to anyway. */
    private Spool.Note spooled(String token, Message message) {
        String cache = caches ? message.text("cache_dir") : "";
        if (!cache.isEmpty()) {
            destinations.allowed("cache_dir", cache);
        }
        return spool.begin(token, cache);
    }

    private interface Work {
        List<String> run() throws IOException;
    }

    private void finish(Arrival arrival, CopyRows rows, CompletableFuture<Map<String, Object>> answer, Work work) {
        try {
            List<String> warnings = work.run();
            synchronized (arrival) {
                arrivals.done(arrival, () -> rows.done(warnings, false));
                answer.complete(arrival.answer());
            }
        } catch (Refusal e) {
            synchronized (arrival) {
                answer.complete(arrivals.failed(arrival, rows, e.text()));
            }
        } catch (IOException | RuntimeException e) {
            synchronized (arrival) {
                answer.complete(arrivals.failed(arrival, rows, "process copy failed: " + e.getMessage()));
            }
        }
    }

    /** Tells a sender what is there, or that it need not send at all. */
    private CompletionStage<Map<String, Object>> query(String token, Arrival arrival, Message message) {
        Path destination = destinations.allowed(message.destination());
        String copy = message.text("copy");
        if (arrival.state() == Arrival.State.FINISHING) {
            return answer(arrival.answer());
        }
        if (message.flag("restart") || arrival.over(copy)) {
            arrival.begin(spooled(token, message));
        } else if (arrival.state() == Arrival.State.PARTIAL && arrival.partial() == null) {
            takeUp(token, arrival, message);
        }
        Map<String, Object> answer = new LinkedHashMap<>(arrival.ask(copy));
        Partial partial = arrival.partial();
        if (partial != null && partial.size() > 0) {
            answer.put("prefix", partial.prefix());
        }
        known.content(destination, message.options()).ifPresent(content -> answer.put("known", content));
        return answer(answer);
    }

    private void takeUp(String token, Arrival arrival, Message message) {
        try {
            Spool.Note left = spool.find(token).orElse(null);
            if (left != null && !left.finishing()) {
                arrival.resume(left, Partial.existing(left.data()));
                return;
            }
        } catch (IOException e) {
            arrival.close(); // what was left cannot be used
        }
        arrival.begin(spooled(token, message));
    }

    private CompletionStage<Map<String, Object>> same(String token, Arrival arrival, Message message, CopyRows rows) {
        Path destination = destinations.allowed(message.destination());
        boolean still = known.content(destination, message.options())
                .filter(message.text("content")::equals)
                .isPresent();
        if (!still || message.text("content").isEmpty()) {
            return query(token, arrival, message);
        }
        arrivals.done(arrival, () -> rows.done(List.of(), true));
        return answer(arrival.answer());
    }

    private CompletionStage<Map<String, Object>> abort(String token, Arrival arrival, String copy) {
        if (arrival.state() == Arrival.State.PARTIAL && arrival.maybe(copy)) {
            spool.find(token).ifPresent(spool::remove);
            arrival.fail("aborted by the sender");
        }
        return answer(arrival.answer());
    }

    private static CompletionStage<Map<String, Object>> answer(Map<String, Object> answer) {
        return CompletableFuture.completedFuture(answer);
    }

    /** At start, before anything is received: what was being put in place is undone and its token told so. */
    public void recover() {
        arrivals.recover();
    }

    /** Removes what nothing came for in a while, and says so under its token; to be called now and then. */
    public void sweep() {
        arrivals.sweep();
    }
}
