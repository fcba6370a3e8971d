package dev.muster.events.read;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader of this hub: the clients that wait, and the queues that serve them. The queues are open while somebody asks now and then; the
 * place of the reader outlives them.
 */
final class Reader extends Actor {
    private static final Logger LOG = LoggerFactory.getLogger(Reader.class);

    private final ReaderPlan plan;
    private final Instant since;
    private final Supplies supplies;
    private final LongSupplier nanos;
    private final long rest;
    private final Deque<Question> waiting = new ArrayDeque<>();
    private final Queues queues;
    private boolean opening;
    private long openAfter;
    private final Pace pace = new Pace();
    private int unsettled;
    private volatile long askedAt;
    private volatile int asking;
    private volatile boolean closed;

    /** Opens the queues of a reader. */
    interface Supplies {
        /** In the order of service; the reader owns them. A place that is new begins when the reader was first asked. */
        CompletionStage<List<Supply>> open(ReaderPlan plan, Reader reader);
    }

    /**
     * A reader that opens its queues when it is asked.
     *
     * @param since time of the request that made it
     * @param rest nanoseconds without a question after which it gives its queues up
     */
    Reader(ReaderPlan plan, Instant since, Supplies supplies, Turns turns, LongSupplier nanos, long rest) {
        super(turns);
        this.plan = plan;
        this.since = since;
        this.supplies = supplies;
        this.queues = new Queues(plan);
        this.nanos = nanos;
        this.rest = rest;
        this.askedAt = nanos.getAsLong();
        this.openAfter = askedAt;
    }

    ReaderPlan plan() {
        return plan;
    }

    /** When it was first asked here. */
    Instant since() {
        return since;
    }

    /** Steady nanoseconds of the last question. */
    long askedAt() {
        return askedAt;
    }

    /** True when somebody with such a wish waits; in its turns only. */
    boolean waited(Predicate<Question.Wish> wish) {
        return waiting.stream().map(Question::wish).anyMatch(wish);
    }

    /** Clients that wait. */
    int asking() {
        return asking;
    }

    /** True when it serves nobody any more: ask another one. */
    boolean closed() {
        return closed;
    }

    /**
     * Answers a question when it has what it wants or its time is over.
     *
     * @param otherwise asks elsewhere when this reader was closed in the meantime
     */
    void ask(Question question, Runnable otherwise) {
        askedAt = nanos.getAsLong();
        tell(() -> {
            if (closed) {
                otherwise.run();
            } else {
                waiting.addLast(question);
                queues.asked();
                asking = waiting.size();
                pace.fresh();
            }
        });
    }

    /** Gives its queues up; clients that wait are answered with what they have. */
    void close() {
        tell(this::end);
    }

    /** The topics have changed. */
    void topics(Set<String> all) {
        tell(() -> queues.topics(all));
    }

    /** Something was published that it may want. */
    void news() {
        tell(pace::news);
    }

    @Override
    long turn() {
        if (closed) {
            return NEVER;
        }
        long now = nanos.getAsLong();
        if (waiting.isEmpty() && unsettled == 0 && now - askedAt > rest) {
            end();
            return NEVER;
        }
        boolean some = false;
        try {
            if (!queues.closed()) {
                queues.rest(waiting.isEmpty() && unsettled == 0 && now - askedAt > Pace.SECOND);
                queues.refresh(!waiting.isEmpty());
                some = serve();
            } else if (!opening && now >= openAfter) {
                open();
            }
            expire();
            queues.commit();
            if (waiting.isEmpty()) {
                queues.prepare(this::hurried);
            }
        } catch (KafkaException e) {
            LOG.warn("The queues of reader {} fail and are opened again: {}", plan.key(), e.toString());
            queues.close();
            openAfter = now + Pace.SECOND;
        }
        asking = waiting.size();
        return some ? 0 : pause();
    }

    private void open() {
        opening = true;
        supplies.open(plan, this)
                .whenComplete((opened, failure) -> tell(() -> {
                    opening = false;
                    if (failure != null) {
                        LOG.warn("The queues of reader {} cannot be opened now: {}", plan.key(), failure.toString());
                        openAfter = nanos.getAsLong() + Pace.SECOND;
                    } else if (closed) {
                        opened.forEach(Supply::close);
                    } else {
                        queues.open(opened);
                        pace.fresh();
                    }
                }));
    }

    private boolean serve() {
        boolean served = false;
        while (!waiting.isEmpty()) {
            Question first = waiting.peekFirst();
            Piece piece = first.gone() ? null : queues.next(first.wish());
            if (piece != null) {
                first.offer(piece);
                served = true;
            }
            if (first.gone() || first.full()) {
                end(waiting.removeFirst());
            } else if (piece == null) {
                break;
            }
        }
        return served;
    }

    private void expire() {
        long now = nanos.getAsLong();
        boolean over = false;
        for (Iterator<Question> each = waiting.iterator(); each.hasNext(); ) {
            Question question = each.next();
            over = question.gone() || now - question.wish().deadline() >= 0;
            if (over || question.wish().atOnce() && queues.exhausted()) {
                each.remove();
                end(question);
            }
        }
    }

    private void end(Question question) {
        queues.expect(question);
        if (question.gone()) {
            question.giveBack();
            question.answer().cancel(false);
            return;
        }
        unsettled++;
        question.finish(queues.notReady(), this, () -> unsettled--);
    }

    private long pause() {
        long now = nanos.getAsLong();
        if (waiting.isEmpty()) {
            return queues.closed() && !opening && unsettled == 0 ? NEVER : Pace.SECOND;
        }
        long pause = pace.pause(queues.expecting());
        for (Question question : waiting) {
            pause = Math.min(pause, Math.max(0, question.wish().deadline() - now));
        }
        return Math.max(pause, 1);
    }

    private void end() {
        if (!closed) {
            closed = true;
            waiting.forEach(Question::giveBack);
            List.copyOf(waiting).forEach(this::end);
            waiting.clear();
            asking = 0;
            queues.close();
        }
    }

    @Override
    public String toString() {
        return "reader " + plan.key();
    }
}
