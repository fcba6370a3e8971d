package dev.muster.events.filter.security;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The labels that an installation uses, from least to most restrictive; all names in upper case. Immutable.
 *
 * @param classifications by name
 * @param caveats by name
 * @param release to whom things may be released
 * @param tlps sharing marks in their order
 * @param releasable least priority of a classification that may name releasabilities
 */
record Scheme(
        Map<String, Classification> classifications,
        Map<String, Caveat> caveats,
        Release release,
        List<Tlp> tlps,
        long releasable) {
    /** A level. */
    record Classification(String name, long priority) {}

    /** An addition that counts within a window of priorities, bounds included. */
    record Caveat(String name, long least, long most) {
        boolean appliesTo(Classification classification) {
            return classification.priority() >= least && classification.priority() <= most;
        }
    }

    /** A sharing mark; an enforced one must be held to see what carries it. */
    record Tlp(String name, boolean enforced) {}

    /** Names with their prefix; the origin must be among those named and may have another name. */
    record Release(String prefix, @Nullable String origin, @Nullable String alternative, List<String> names) {
        /** The full name of one item of a group. */
        String full(String item) {
            String name = item.startsWith(prefix) ? item : prefix + item;
            return name.equals(alternative) && origin != null ? origin : name;
        }
    }
}
