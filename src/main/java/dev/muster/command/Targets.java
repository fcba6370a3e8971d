package dev.muster.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which nodes are meant. A node is meant when any of them names it; without any, every node is. */
final class Targets {
    @Option(names = "--nodes", paramLabel = "ID", split = ",", description = "These nodes")
    private List<String> nodes = List.of();

    @Option(names = "--groups", paramLabel = "NAME", split = ",", description = "The members of these groups")
    private List<String> groups = List.of();

    @Option(names = "--labels", paramLabel = "KEY=VALUE", split = ",", description = "Nodes with all of these labels")
    private Map<String, String> labels = new LinkedHashMap<>();

    @Option(names = "--under", paramLabel = "ID", description = "This node and everything below it")
    private @Nullable String under;

    @Option(
            names = "--agents",
            paramLabel = "ID",
            split = ",",
            description = "These agents, for operations addressed to agents")
    private List<String> agents = List.of();

    /** Adds {@code target} to the request when anything is named. */
    void write(ObjectNode request) {
        if (nodes.isEmpty() && groups.isEmpty() && labels.isEmpty() && under == null && agents.isEmpty()) {
            return;
        }
        ObjectNode target = request.putObject("target");
        write(target, "nodes", nodes);
        write(target, "groups", groups);
        write(target, "agents", agents);
        if (!labels.isEmpty()) {
            labels.forEach(target.putObject("labels")::put);
        }
        if (under != null) {
            target.put("under", under);
        }
    }

    private static void write(ObjectNode target, String name, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = target.putArray(name);
            values.forEach(array::add);
        }
    }
}
