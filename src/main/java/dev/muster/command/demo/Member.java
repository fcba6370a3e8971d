package dev.muster.command.demo;

import java.util.List;
import java.util.Map;

/**
 * One process of a fleet.
 *
 * @param name shown in front of its output
 * @param rank depth in the tree; the deepest are stopped first
 * @param command program and arguments
 * @param environment variables added to those of this process
 */
public record Member(String name, int rank, List<String> command, Map<String, String> environment) {
    /** Copies the collections. */
    public Member {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
