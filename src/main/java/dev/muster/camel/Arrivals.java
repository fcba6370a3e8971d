package dev.muster.camel;

import dev.muster.dispatch.ArgumentCheck;
import dev.muster.model.Arguments;
import dev.muster.model.Call;
import dev.muster.model.Caller;
import dev.muster.model.Deadline;
import dev.muster.model.Envelope;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Operation;
import dev.muster.model.Page;
import dev.muster.model.Selector;
import dev.muster.model.Target;
import dev.muster.security.Identities;
import java.util.List;
import java.util.Objects;

/**
 * Turns an envelope back into a call: the identity is verified, the operation looked up here by its name, the arguments checked again,
 * so that nothing is taken on trust from a peer (D-7, D-8). Thread-safe.
 */
public final class Arrivals {
    private final OperationCatalogue catalogue;
    private final Identities identities;
    private final ArgumentCheck check;
    private final String self;

    /** For the node of that id. */
    public Arrivals(OperationCatalogue catalogue, Identities identities, ArgumentCheck check, String self) {
        this.catalogue = catalogue;
        this.identities = identities;
        this.check = check;
        this.self = self;
    }

    /** A call that the parent forwarded: it runs here, or at the nodes below that its targets name. */
    public Call fromParent(Envelope envelope) {
        List<String> nodes = envelope.targets().stream().map(Target::node).toList();
        return call(envelope, envelope.broadcasting() ? Selector.EVERYTHING : Selector.nodes(nodes), Page.FIRST, true);
    }

    /** A call that entered at a child: decided as if it had entered here. */
    public Call fromChild(Envelope envelope) {
        Page page = envelope.page() == null ? Page.FIRST : envelope.page();
        if (catalogue.known(envelope.action()).isEmpty()) {
            throw new MusterException(
                    ErrorCode.INTERNAL, "'" + envelope.action() + "' is not in the registry of '" + self + "'");
        }
        return call(
                envelope,
                Objects.requireNonNull(envelope.selector(), "an envelope from a child has a selector"),
                page,
                false);
    }

    private Call call(Envelope envelope, Selector selector, Page page, boolean fromParent) {
        Caller caller = identities.verify(envelope.identity());
        Operation operation = catalogue.find(envelope.action());
        Arguments arguments = check.check(operation, envelope.arguments());
        return new Call(
                envelope.token(),
                operation,
                arguments,
                selector,
                caller,
                envelope.waitForComplete() ? Deadline.NONE : Deadline.in(envelope.remaining()),
                envelope.waitForComplete(),
                page,
                fromParent,
                Envelopes.through(envelope.hops(), self));
    }
}
