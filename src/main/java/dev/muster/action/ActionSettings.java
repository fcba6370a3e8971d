package dev.muster.action;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What may be run and how.
 *
 * @param whitelist whether only what {@code allowed} matches may run
 * @param allowed regular expressions, each to be found anywhere in a command
 * @param shell who decides whether a shell reads a command
 * @param timeout how long a command may run when its request does not say
 * @param outputCap bytes kept of what a command writes
 * @param environment the whole environment of a command; {@code PATH} in it finds programs
 */
public record ActionSettings(
        boolean whitelist,
        List<String> allowed,
        Shell shell,
        Duration timeout,
        int outputCap,
        Map<String, String> environment) {
    /** Whether commands go through {@code /bin/sh}. */
    public enum Shell {
        /** Never; a request that asks for one is refused. */
        NEVER,
        /** When a request says {@code no_shell_interpretation: false}. */
        ASKED,
        /** Unless a request says {@code no_shell_interpretation: true}, as the original does. */
        ALWAYS
    }

    /** Copies the collections. */
    public ActionSettings {
        allowed = List.copyOf(allowed);
        environment = Map.copyOf(environment);
    }
}
