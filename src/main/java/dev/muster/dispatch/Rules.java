package dev.muster.dispatch;

import dev.muster.model.Call;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Operation;
import dev.muster.model.Page;
import java.util.function.Predicate;

/**
 * The facts of a call that decide how its replies fold.
 *
 * @param operation what was called
 * @param page which part of the items is wanted
 * @param broadcasting whether the caller named nothing
 * @param sparing whether failures with the codes that the operation hides are left out, because the caller named no item
 * @param partial whether one node's failure leaves the others' answers standing (D-1); false for strict parity
 * @param stamped whether items that are mappings get {@code node} when they lack it
 * @param readable which nodes' names the caller may see; others show as {@code unknown-node}
 */
public record Rules(
        Operation operation,
        Page page,
        boolean broadcasting,
        boolean sparing,
        boolean partial,
        boolean stamped,
        Predicate<String> readable) {
    /** Rules with partial results and stamped items. */
    public static Rules of(Call call, Predicate<String> readable) {
        return new Rules(call.operation(), call.page(), call.broadcasting(), sparing(call), true, true, readable);
    }

    /** Section 7.5: a wildcard names no item, even one that a node narrows. */
    private static boolean sparing(Call call) {
        return call.broadcasting()
                || call.operation().scope() == Operation.Scope.AGENTS
                        && call.selector().anyAgent();
    }

    /** Section 7.5: who named nothing does not hear of what he may not touch, nor who named no item of the codes that the operation hides. */
    boolean hides(Failure failure) {
        return broadcasting && failure.is(ErrorCode.PERMISSION_DENIED)
                || sparing && operation.hiddenCodes().contains(failure.code());
    }

    /** The same with strict parity when the given switch is off. */
    public Rules partial(boolean on) {
        return new Rules(operation, page, broadcasting, sparing, on, stamped, readable);
    }

    /** The same with items left as the operation made them. */
    public Rules unstamped() {
        return new Rules(operation, page, broadcasting, sparing, partial, false, readable);
    }
}
