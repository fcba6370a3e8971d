package dev.muster.links;

import dev.muster.model.Envelope;
import dev.muster.model.Reply;
import java.util.function.Consumer;

/** What a process does with an envelope that reached it over a link. Implemented outside of this package; thread-safe. */
public interface Receiver {
    /**
     * Takes an envelope on. Runs on an event loop and must not block; what it throws becomes the reply of every target.
     *
     * @param envelope what arrived; from the parent it names targets, from a child it carries a selector
     * @param from id of the peer, as the transport knows it
     * @param fromParent true when it came down from the parent
     * @param answer takes exactly one reply per target, from any thread; for a selector exactly one, in the name of this process
     * @return a hold on the work, used when the peer cancels or goes away
     */
    Receipt receive(Envelope envelope, String from, boolean fromParent, Consumer<Reply> answer);
}
