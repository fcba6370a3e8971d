package dev.muster.model;

/**
 * The three sentences of an aggregated result (specs/distributed-api.md section 3.3).
 *
 * @param all when everything succeeded
 * @param some when some items failed
 * @param none when nothing was affected
 */
public record Messages(String all, String some, String none) {
    /** Sentences for an operation that declares none of its own. */
    public static Messages of(String operation) {
        return new Messages(
                operation + " ended on all targets",
                operation + " ended on some targets only",
                operation + " ended on no target");
    }
}
