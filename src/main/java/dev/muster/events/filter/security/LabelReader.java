package dev.muster.events.filter.security;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads security texts by a scheme. A text that holds anything unknown is not understood at all. Thread-safe. */
final class LabelReader {
    private final Scheme scheme;
    private final List<String> classifications;
    private final List<String> caveats;
    private final List<String> tlps;

    LabelReader(Scheme scheme) {
        this.scheme = scheme;
        this.classifications = longestFirst(scheme.classifications().keySet());
        this.caveats = longestFirst(scheme.caveats().keySet());
        this.tlps = longestFirst(scheme.tlps().stream().map(Scheme.Tlp::name).toList());
    }

    /** The labels in the text; empty if it is not valid. */
    Optional<Labels> read(String text) {
        StringBuilder rest = new StringBuilder(" ");
        for (String token : text.toUpperCase(Locale.ROOT)
                .replace('/', ' ')
                .replace('\\', ' ')
                .split("\\s+")) {
            rest.append(token).append(' ');
        }
        Set<String> levels = taken(rest, classifications);
        Set<String> additions = taken(rest, caveats);
        Set<String> marks = taken(rest, tlps);
        Optional<Set<String>> released = released(rest.toString().trim());
        if (levels.isEmpty() || released.isEmpty()) {
            return Optional.empty();
        }
        return normalised(levels, additions, marks, released.get());
    }

    private Optional<Labels> normalised(
            Set<String> levels, Set<String> additions, Set<String> marks, Set<String> released) {
        Scheme.Classification highest = levels.stream()
                .map(scheme.classifications()::get)
                .max(Comparator.comparingLong(Scheme.Classification::priority))
                .orElseThrow();
        boolean releasable = highest.priority() >= scheme.releasable();
        if (!released.isEmpty()
                && (!releasable || !released.contains(scheme.release().origin()))) {
            return Optional.empty();
        }
        Set<String> applying = additions.stream()
                .filter(name -> scheme.caveats().get(name).appliesTo(highest))
                .collect(Collectors.toSet());
        List<Scheme.Tlp> listed = scheme.tlps().stream()
                .filter(tlp -> !releasable && marks.contains(tlp.name()))
                .toList();
        List<Scheme.Tlp> last = listed.isEmpty() ? listed : listed.subList(listed.size() - 1, listed.size());
        return Optional.of(new Labels(highest, applying, released, last));
    }

    /** The names that stand in the text as whole tokens; they are removed from it. */
    private static Set<String> taken(StringBuilder text, List<String> names) {
        Set<String> found = new LinkedHashSet<>();
        for (String name : names) {
            String token = " " + name + " ";
            for (int at = text.indexOf(token); at >= 0; at = text.indexOf(token)) {
                text.replace(at, at + token.length(), " ");
                found.add(name);
            }
        }
        return found;
    }

    private Optional<Set<String>> released(String text) {
        Set<String> found = new LinkedHashSet<>();
        for (String token : text.isEmpty() ? new String[0] : text.split(" ")) {
            String prefix = scheme.release().prefix();
            if (!token.startsWith(prefix)
                    && !(prefix + token).equals(scheme.release().alternative())) {
                return Optional.empty();
            }
            for (String item : token.split(",")) {
                String name = scheme.release().full(item);
                if (!scheme.release().names().contains(name)) {
                    return Optional.empty();
                }
                found.add(name);
            }
        }
        return Optional.of(found);
    }

    private static List<String> longestFirst(Collection<String> names) {
        List<String> sorted = new ArrayList<>(names);
        sorted.sort(Comparator.comparingInt(String::length).reversed());
        return sorted;
    }
}
