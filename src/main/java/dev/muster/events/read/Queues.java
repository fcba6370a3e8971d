package dev.muster.events.read;

import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The queues of a reader that are open, in the order of service. Used in turns of the reader only. */
final class Queues {
    private final ReaderPlan plan;
    private List<Supply> open = List.of();
    private @Nullable Expected expected;

    private record Expected(int count, Function<byte[], @Nullable Found> maker) {}

    Queues(ReaderPlan plan) {
        this.plan = plan;
    }

    void open(List<Supply> opened) {
        open = opened;
    }

    boolean closed() {
        return open.isEmpty();
    }

    void topics(Set<String> all) {
        open.forEach(supply -> supply.topics(all));
    }

    void rest(boolean idle) {
        if (idle) {
            expected = null;
        }
        open.forEach(supply -> supply.rest(idle));
    }

    /** @param wanted whether somebody waits, so that what is on its way may be waited for */
    void refresh(boolean wanted) {
        boolean empty = wanted;
        for (Supply supply : open) {
            supply.refresh(empty);
            empty &= !supply.holding();
        }
    }

    /** Somebody asks: what was stored before this is served in the order of the queues. */
    void asked() {
        open.forEach(Supply::asked);
    }

    /** The next request is mostly like that one, unless nobody asks any more. */
    void expect(Question question) {
        expected = question.mostlyKept() ? new Expected(question.wish().count(), question.sieve()::ready) : null;
    }

    /** Makes ready what would be served next. */
    void prepare(BooleanSupplier stop) {
        Expected next = expected;
        if (next != null) {
            open.stream()
                    .filter(Supply::holding)
                    .findFirst()
                    .ifPresent(supply -> supply.prepare(next.count(), next.maker(), stop));
        }
    }

    void commit() {
        open.forEach(Supply::commit);
    }

    /** Nothing of a queue is served while something may be in one before it. */
    @Nullable
    Piece next(Question.Wish wish) {
        for (int i = 0; i < open.size(); i++) {
            Supply supply = open.get(i);
            if (!supply.serves(wish)) {
                continue;
            }
            Piece piece = supply.next();
            if (piece != null) {
                return piece;
            }
            boolean after = open.subList(i + 1, open.size()).stream().anyMatch(Supply::holding);
            if (!after || !supply.drained()) {
                return null;
            }
        }
        return null;
    }

    /** True when nothing is there to be taken. */
    boolean exhausted() {
        return !open.isEmpty() && open.stream().allMatch(supply -> !supply.holding() && supply.drained());
    }

    /** True when something may come that was published before. */
    boolean expecting() {
        return open.isEmpty() || open.stream().anyMatch(Supply::expecting);
    }

    /** Names of those of which nothing would reach this hub. */
    List<String> notReady() {
        return open.isEmpty()
                ? plan.queues().stream().map(each -> each.queue().wireName()).toList()
                : open.stream()
                        .filter(supply -> !supply.ready())
                        .map(Supply::name)
                        .toList();
    }

    void close() {
        List<Supply> former = open;
        open = List.of();
        former.forEach(Supply::close);
    }
}
