package dev.muster.camel;

import dev.muster.dispatch.Decision;

/**
 * What an operator may choose about calls.
 *
 * @param enabled whether calls are distributed at all
 * @param clustered whether this node belongs to a fleet
 * @param partialResults whether one node's failure leaves the others' answers standing (D-1)
 */
public record DispatchSettings(boolean enabled, boolean clustered, boolean partialResults) {
    Decision.Place place(boolean root) {
        return new Decision.Place(enabled, clustered, root);
    }
}
