package dev.muster.dispatch;

import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.NodeError;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Which node said what, with the names that the caller may not read replaced (specs/distributed-api.md section 3.7). Pure. */
final class NodeErrors {
    private static final String HIDDEN = "unknown-node";

    private final Predicate<String> readable;

    NodeErrors(Predicate<String> readable) {
        this.readable = readable;
    }

    /** The failure of a target, with an entry for that node when it brought none. */
    Failure of(String node, Failure failure) {
        Map<String, NodeError> errors = new LinkedHashMap<>();
        if (failure.nodeErrors().isEmpty()) {
            errors.put(shown(node), new NodeError(failure.message(), null));
        }
        failure.nodeErrors().forEach((name, error) -> errors.putIfAbsent(shown(name), error));
        return failure.withNodeErrors(errors);
    }

    /** An up-front failure with an entry per id: a denied one never shows its name. */
    Failure upFront(Failure failure) {
        Map<String, NodeError> errors = new LinkedHashMap<>();
        boolean denied = failure.is(ErrorCode.PERMISSION_DENIED);
        failure.ids().forEach(id -> errors.putIfAbsent(denied ? HIDDEN : id, new NodeError(failure.message(), null)));
        return failure.withNodeErrors(errors);
    }

    /** The first failure, which carries what all of them say about their nodes. */
    static Failure united(Failure first, Collection<Failure> all) {
        Map<String, NodeError> errors = new LinkedHashMap<>(first.nodeErrors());
        all.forEach(failure -> failure.nodeErrors().forEach(errors::putIfAbsent));
        return first.withNodeErrors(errors);
    }

    private String shown(String node) {
        return readable.test(node) ? node : HIDDEN;
    }
}
