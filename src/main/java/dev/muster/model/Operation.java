package dev.muster.model;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What can be asked of a node: the declaration in the properties of a route (design section 5).
 *
 * @param name id of the route, for example {@code node.info}
 * @param description one sentence
 * @param requestType where it runs
 * @param scope what the caller addresses
 * @param permissions what the caller must hold on the executing node, all of them
 * @param pool {@code auth}, {@code events}, {@code thread} or {@code process}; {@code none} runs on the calling thread and must not block
 * @param timeout default time limit
 * @param arguments declared arguments; others are refused
 * @param result how the answers of several nodes combine
 * @param sort order of the affected items
 * @param messages the three sentences of an aggregated result
 * @param services services that must be ready on the executing node
 * @param broadcast merge policy any-success-wins: an item that any node reports as affected is removed from all failures
 * @param disruptive runs children first and the entry node last
 * @param hiddenCodes failures with these codes are left out when the caller named nothing
 * @param masked names of arguments never shown in logs or audit
 * @param file route file it was read from; empty for one that came with the program's own routes
 * @param digest SHA-256 of that file, hexadecimal, lower case; the version of the operation
 */
public record Operation(
        String name,
        String description,
        RequestType requestType,
        Scope scope,
        List<Permission> permissions,
        String pool,
        Duration timeout,
        List<Argument> arguments,
        ResultKind result,
        Sort sort,
        Messages messages,
        Set<String> services,
        boolean broadcast,
        boolean disruptive,
        Set<Integer> hiddenCodes,
        Set<String> masked,
        String file,
        String digest) {

    /** What the selector of a call names. */
    public enum Scope {
        /** Nodes: each runs the operation itself. */
        NODES,
        /** Agents: each agent's parent runs the operation, with its agents in the argument {@code agent_list}. */
        AGENTS
    }

    /** How the answers of several nodes combine. */
    public enum ResultKind {
        /** A mapping that a node answers is one affected item that carries {@code node}. */
        ITEMS,
        /** Mappings of all nodes are merged key by key (specs/distributed-api.md section 3.4). */
        MAPPING
    }

    /** Copies the collections. */
    public Operation {
        permissions = List.copyOf(permissions);
        arguments = List.copyOf(arguments);
        services = Set.copyOf(services);
        hiddenCodes = Set.copyOf(hiddenCodes);
        masked = Set.copyOf(masked);
    }
}
