package dev.muster.camel;

import dev.muster.model.Operation;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Which node runs which version of which operation file, as the nodes report it. Thread-safe. */
public final class OperationVersions {
    private final Map<String, Map<String, OperationReport>> reports = new ConcurrentHashMap<>();

    /** Takes a node's report on one file; a report without digest and error says that the node has no such file any more. */
    public void record(String node, OperationReport report) {
        if (report.digest().isEmpty() && report.error().isEmpty()) {
            reports.getOrDefault(node, Map.of()).remove(report.file());
        } else {
            reports.computeIfAbsent(node, id -> new ConcurrentHashMap<>()).put(report.file(), report);
        }
    }

    /** Forgets a node that was removed. */
    public void forget(String node) {
        reports.remove(node);
    }

    /**
     * What to tell a caller whose call would meet another version than this process runs; empty when the node runs the same one, or nothing
     * is known about it.
     */
    public Optional<String> olderThan(String node, Operation operation) {
        OperationReport report = reports.getOrDefault(node, Map.of()).get(operation.file());
        if (report == null || (report.error().isEmpty() && report.digest().equals(operation.digest()))) {
            return Optional.empty();
        }
        if (!report.error().isEmpty()) {
            return Optional.of("node " + node + " refused version " + brief(report.digest()) + " of " + report.file()
                    + ": " + report.error());
        }
        return Optional.of("node " + node + " runs version " + brief(report.digest()) + " of " + report.file()
                + ", here it is " + brief(operation.digest()));
    }

    /** Reports of all nodes on the file of an operation, by node. */
    Map<String, OperationReport> of(Operation operation) {
        Map<String, OperationReport> found = new TreeMap<>();
        reports.forEach((node, files) -> {
            OperationReport report = files.get(operation.file());
            if (report != null) {
                found.put(node, report);
            }
        });
        return found;
    }

    private static String brief(String digest) {
        return digest.length() > 8 ? digest.substring(0, 8) : digest;
    }
}
