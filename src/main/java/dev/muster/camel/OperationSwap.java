package dev.muster.camel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.model.ModelCamelContext;
import org.jspecify.annotations.Nullable;

/**
 * Brings the running routes to what the files say, as one change over all files: everything new is built aside, then the catalogue is turned
 * over once, so that an operation that moves from one file to another is never missing. A file that cannot be used keeps its older version
 * in force and harms no other. Camel's own reload applies a file half and has a gap (camel-notes 1). Not thread-safe.
 */
final class OperationSwap {
    private record Refusal(BrokenOperation reason, Instant since) {}

    private final ModelCamelContext context;
    private final OperationCatalogue catalogue;
    private final RetiredRoutes retired;
    private final Map<String, OperationRoutes> running = new TreeMap<>();
    private final Map<OperationSource, Refusal> refused = new LinkedHashMap<>();
    private Set<OperationSource> seen = Set.of();
    private boolean retry;

    OperationSwap(ModelCamelContext context, OperationCatalogue catalogue, RetiredRoutes retired) {
        this.context = context;
        this.catalogue = catalogue;
        this.retired = retired;
    }

    /** What is in force, by file name. */
    Map<String, OperationRoutes> running() {
        return running;
    }

    /** What is not in force although it is there. */
    List<OperationProblem> problems() {
        List<OperationProblem> problems = new ArrayList<>();
        refused.forEach((source, refusal) -> problems.add(new OperationProblem(
                source.file(),
                source.origin().word(),
                refusal.reason().line(),
                refusal.reason().reason(),
                refusal.since())));
        return problems;
    }

    /**
     * Makes the best use of the candidates of each file, in order of precedence; true when something changed. A refused candidate is tried
     * again when something else changes.
     */
    boolean apply(Map<String, List<OperationSource>> candidates) {
        Set<OperationSource> present = new HashSet<>();
        candidates.values().forEach(present::addAll);
        refused.keySet().retainAll(present);
        Attempt attempt = new Attempt(candidates, retry || !present.equals(seen) ? Set.of() : refused.keySet());
        attempt.settle();
        seen = present;
        retry = attempt.turnOver();
        return retry;
    }

    /** One try to find a set of files that stand together; each refusal shrinks it, so that it ends. */
    private final class Attempt {
        private final Map<String, List<OperationSource>> candidates;
        private final Map<OperationSource, OperationRoutes> parsed = new HashMap<>();
        private final Set<OperationRoutes> installed = new HashSet<>();
        private final Set<OperationSource> failed = new HashSet<>();
        private Map<String, OperationRoutes> wanted = Map.of();

        Attempt(Map<String, List<OperationSource>> candidates, Set<OperationSource> hopeless) {
            this.candidates = candidates;
            failed.addAll(hopeless);
        }

        void settle() {
            boolean settled;
            do {
                wanted = new TreeMap<>();
                settled = parseAll() && namesAreUnique() && installAll() && handOver();
            } while (!settled);
        }

        private boolean parseAll() {
            Set<String> files = new TreeSet<>(candidates.keySet());
            files.addAll(running.keySet());
            boolean good = true;
            for (String file : files) {
                OperationSource source = choose(file);
                OperationRoutes now = running.get(file);
                if (source != null && now != null && now.source().digest().equals(source.digest())) {
                    wanted.put(file, now);
                } else if (source != null) {
                    good &= attempt(
                            source,
                            () -> wanted.put(
                                    file, parsed.computeIfAbsent(source, key -> OperationRoutes.parse(context, key))));
                }
            }
            return good;
        }

        private @Nullable OperationSource choose(String file) {
            OperationRoutes now = running.get(file);
            for (OperationSource candidate : candidates.getOrDefault(file, List.of())) {
                if (!failed.contains(candidate)) {
                    return candidate;
                }
                if (now != null && now.source().origin() == candidate.origin()) {
                    return now.source();
                }
            }
            return null;
        }

        private boolean namesAreUnique() {
            Map<String, String> owners = new HashMap<>();
            catalogue.standing().keySet().forEach(name -> owners.put(name, "a route file of the program"));
            wanted.forEach((file, routes) -> {
                if (running.get(file) == routes) {
                    routes.names().forEach(name -> owners.put(name, file));
                }
            });
            for (OperationRoutes routes : fresh()) {
                String file = routes.source().file();
                for (String name : routes.names()) {
                    String owner = owners.putIfAbsent(name, file);
                    if (owner != null && !owner.equals(file)) {
                        String reason = "'" + name + "' is already defined in " + owner
                                + "; remove one of them or choose another name";
                        refuse(routes.source(), new BrokenOperation(file, 0, reason));
                        return false;
                    }
                }
            }
            return true;
        }

        private boolean installAll() {
            boolean good = true;
            for (OperationRoutes routes : fresh()) {
                good &= installed.contains(routes)
                        || attempt(routes.source(), () -> {
                            routes.install();
                            installed.add(routes);
                        });
            }
            return good;
        }

        private boolean handOver() {
            List<OperationRoutes> leaving = leaving();
            leaving.forEach(OperationRoutes::stopBackground);
            List<OperationRoutes> started = new ArrayList<>();
            for (OperationRoutes routes : fresh()) {
                if (!attempt(routes.source(), routes::startBackground)) {
                    started.forEach(OperationRoutes::stopBackground);
                    leaving.forEach(OperationRoutes::startBackground);
                    return false;
                }
                started.add(routes);
            }
            return true;
        }

        boolean turnOver() {
            List<OperationRoutes> fresh = fresh();
            List<OperationRoutes> leaving = leaving();
            installed.stream().filter(routes -> !fresh.contains(routes)).forEach(OperationRoutes::remove);
            wanted.forEach((file, routes) -> candidates.getOrDefault(file, List.of()).stream()
                    .filter(source -> source.digest().equals(routes.source().digest()))
                    .findFirst()
                    .ifPresent(routes::comesFrom));
            wanted.values().forEach(routes -> refused.remove(routes.source()));
            if (fresh.isEmpty() && leaving.isEmpty()) {
                return false;
            }
            publish(fresh, leaving);
            running.clear();
            running.putAll(wanted);
            leaving.forEach(retired::add);
            return true;
        }

        private void publish(Collection<OperationRoutes> fresh, Collection<OperationRoutes> leaving) {
            catalogue.change(entries -> {
                leaving.forEach(
                        routes -> entries.keySet().removeAll(routes.callables().keySet()));
                fresh.forEach(routes -> entries.putAll(routes.callables()));
            });
            Map<String, String> directs = new HashMap<>();
            wanted.values().forEach(routes -> directs.putAll(routes.directs()));
            if (context.hasComponent("direct") instanceof OperationDirect direct) {
                direct.point(directs);
            }
        }

        private List<OperationRoutes> fresh() {
            return wanted.entrySet().stream()
                    .filter(entry -> running.get(entry.getKey()) != entry.getValue())
                    .map(Map.Entry::getValue)
                    .toList();
        }

        private List<OperationRoutes> leaving() {
            return running.entrySet().stream()
                    .filter(entry -> wanted.get(entry.getKey()) != entry.getValue())
                    .map(Map.Entry::getValue)
                    .toList();
        }

        private boolean attempt(OperationSource source, Runnable step) {
            try {
                step.run();
                return true;
            } catch (BrokenOperation e) {
                refuse(source, e);
                return false;
            }
        }

        private void refuse(OperationSource source, BrokenOperation reason) {
            failed.add(source);
            refused.merge(source, new Refusal(reason, Instant.now()), (old, now) -> new Refusal(reason, old.since()));
        }
    }
}
