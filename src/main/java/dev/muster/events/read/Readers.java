package dev.muster.events.read;

import dev.muster.events.filter.ReaderRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The readers of this hub. Thread-safe; nothing here waits. */
public final class Readers implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Settings settings;
    private final Reader.Supplies supplies;
    private final Turns turns;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Runnable asked;
    private final Map<String, Reader> readers = new ConcurrentHashMap<>();

    /**
     * How readers are kept.
     *
     * @param prefix prefix of topics and groups
     * @param most readers open at once; an idle one makes room for a new one
     * @param rest time without a question after which a reader gives its queues up and keeps its place
     * @param remembered time without a question after which a reader is not shown any more
     * @param queueBytes what one queue may hold that nobody took yet, about
     * @param answers memory for answers
     */
    public record Settings(
            String prefix, int most, Duration rest, Duration remembered, int queueBytes, AnswerRoom answers) {}

    /** No readers yet; asked is told each time that somebody waits. */
    Readers(Settings settings, Reader.Supplies supplies, Turns turns, Clock clock, LongSupplier nanos, Runnable asked) {
        this.settings = settings;
        this.supplies = supplies;
        this.turns = turns;
        this.clock = clock;
        this.nanos = nanos;
        this.asked = asked;
    }

    /**
     * Takes events for a client, when there are enough or its time is over.
     *
     * @return cancelled by the caller when the client goes away; fails with {@link ReadersFull} when all readers are waited at
     */
    CompletableFuture<Batch> ask(ReaderRequest request, Sieve sieve, Delivery delivery) {
        ReaderPlan plan = ReaderPlan.of(request, settings.prefix());
        Duration wait = request.batch().deadline();
        long now = nanos.getAsLong();
        Question.Wish wish = new Question.Wish(
                request.batch().count(),
                settings.answers().open(),
                now + (wait.isZero() ? GRACE : wait).toNanos(),
                wait.isZero(),
                request.task());
        Question question = new Question(wish, sieve, delivery);
        ask(plan, question);
        return question.answer();
    }

    private void ask(ReaderPlan plan, Question question) {
        Optional<Reader> found = reader(plan);
        if (found.isEmpty()) {
            question.answer().completeExceptionally(new ReadersFull(settings.most()));
            return;
        }
        Reader reader = found.get();
        reader.ask(question, () -> ask(plan, question));
        asked.run();
        var unused = question.answer().whenComplete((batch, failure) -> {
            if (failure != null) {
                question.leave();
                reader.wake();
            }
        });
    }

    private Optional<Reader> reader(ReaderPlan plan) {
        readers.values().removeIf(Reader::closed);
        if (!readers.containsKey(plan.key()) && readers.size() >= settings.most() && !makeRoom()) {
            return Optional.empty();
        }
        return Optional.of(readers.computeIfAbsent(
                plan.key(),
                key -> new Reader(
                        plan,
                        clock.instant(),
                        supplies,
                        turns,
                        nanos,
                        settings.rest().toNanos())));
    }

    private boolean makeRoom() {
        Optional<Reader> idle = readers.values().stream()
                .filter(reader -> reader.asking() == 0)
                .min(Comparator.comparingLong(Reader::askedAt));
        idle.ifPresent(reader -> {
            readers.remove(reader.plan().key(), reader);
            reader.close();
        });
        return idle.isPresent();
    }

    /** Closes a reader if it is open here. */
    Optional<ReaderPlan> drop(String key) {
        Reader reader = readers.remove(key);
        if (reader != null) {
            reader.close();
        }
        return Optional.ofNullable(reader).map(Reader::plan);
    }

    /** Clients that wait at that reader. */
    int asking(String key) {
        Reader reader = readers.get(key);
        return reader == null ? 0 : reader.asking();
    }

    /** True when somebody waits. */
    boolean waitedAt() {
        return readers.values().stream().anyMatch(reader -> reader.asking() > 0);
    }

    /** Something was published to these topics. */
    void news(Set<String> topics) {
        for (Reader reader : readers.values()) {
            if (reader.asking() > 0 && reader.plan().reads(topics)) {
                reader.news();
            }
        }
    }

    /** These topics exist now. */
    void topics(Set<String> all) {
        readers.values().forEach(reader -> reader.topics(all));
    }

    /** Readers that are open. */
    public int open() {
        return readers.size();
    }

    @Override
    public void close() {
        readers.values().forEach(Reader::close);
        readers.clear();
    }
}
