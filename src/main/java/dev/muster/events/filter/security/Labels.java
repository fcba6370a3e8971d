package dev.muster.events.filter.security;

import java.util.List;
import java.util.Set;

/**
 * A security text that was understood and normalised. Immutable.
 *
 * @param classification the highest that was named
 * @param caveats those that apply to the classification
 * @param releasability to whom it may be released, empty for no restriction
 * @param tlp the most restrictive sharing mark, at most one
 */
record Labels(
        Scheme.Classification classification, Set<String> caveats, Set<String> releasability, List<Scheme.Tlp> tlp) {
    /** Whether one cleared up to these labels may see something with the other ones. */
    boolean cover(Labels other) {
        if (other.classification.priority() > classification.priority()
                || other.classification.priority() == classification.priority()
                        && !other.classification.equals(classification)) {
            return false;
        }
        if (!caveats.containsAll(other.caveats)) {
            return false;
        }
        if (!other.releasability.isEmpty() && other.releasability.stream().noneMatch(releasability::contains)) {
            return false;
        }
        return other.tlp.stream().noneMatch(Scheme.Tlp::enforced)
                || other.tlp.stream().filter(Scheme.Tlp::enforced).anyMatch(tlp::contains);
    }
}
