package dev.muster.dispatch;

import dev.muster.model.Call;
import dev.muster.model.Operation;
import dev.muster.model.Page;
import java.util.function.Predicate;

/**
 * The facts of a call that decide how its replies fold.
 *
 * @param operation what was called
 * @param page which part of the items is wanted
 * @param broadcasting whether the caller named nothing
 * @param partial whether one node's failure leaves the others' answers standing (D-1); false for strict parity
 * @param stamped whether items that are mappings get {@code node} when they lack it
 * @param readable which nodes' names the caller may see; others show as {@code unknown-node}
 */
public record Rules(
        Operation operation, Page page, boolean broadcasting, boolean partial, boolean stamped, Predicate<String> readable) {
    /** Rules with partial results and stamped items. */
    public static Rules of(Call call, Predicate<String> readable) {
        return new Rules(call.operation(), call.page(), call.broadcasting(), true, true, readable);
    }

    /** The same with strict parity when the given switch is off. */
    public Rules partial(boolean on) {
        return new Rules(operation, page, broadcasting, on, stamped, readable);
    }

    /** The same with items left as the operation made them. */
    public Rules unstamped() {
        return new Rules(operation, page, broadcasting, partial, false, readable);
    }
}
