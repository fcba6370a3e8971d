package dev.muster.links;

import dev.muster.model.Envelope;
import dev.muster.model.Mapping;
import dev.muster.model.Reply;
import dev.muster.model.Target;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Receivers by hand. */
final class Receivers {
    private Receivers() {}

    /** Answers at once, for every target, with what arrived. */
    static Receiver echo() {
        return (envelope, from, fromParent, answer) -> {
            for (Target target : envelope.targets()) {
                answer.accept(new Reply(
                        target.node(),
                        Mapping.of(Map.of("action", envelope.action(), "arguments", envelope.arguments()))));
            }
            return Receipt.ENDED;
        };
    }

    /** Answers with a text of that many characters. */
    static Receiver payload(int size) {
        return (envelope, from, fromParent, answer) -> {
            for (Target target : envelope.targets()) {
                answer.accept(new Reply(target.node(), Mapping.of(Map.of("payload", "x".repeat(size)))));
            }
            return Receipt.ENDED;
        };
    }

    /** Never answers, and counts who cancels. */
    static final class Silent implements Receiver {
        final Queue<Envelope> received = new ConcurrentLinkedQueue<>();
        final AtomicInteger cancelled = new AtomicInteger();

        @Override
        public Receipt receive(Envelope envelope, String from, boolean fromParent, Consumer<Reply> answer) {
            received.add(envelope);
            return cancelled::incrementAndGet;
        }
    }
}
