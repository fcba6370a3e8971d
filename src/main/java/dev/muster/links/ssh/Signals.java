package dev.muster.links.ssh;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers of the signals that RFC 4254 section 6.10 names, as on Linux. */
final class Signals {
    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("HUP", 1),
            Map.entry("INT", 2),
            Map.entry("QUIT", 3),
            Map.entry("ILL", 4),
            Map.entry("ABRT", 6),
            Map.entry("FPE", 8),
            Map.entry("KILL", 9),
            Map.entry("USR1", 10),
            Map.entry("SEGV", 11),
            Map.entry("USR2", 12),
            Map.entry("PIPE", 13),
            Map.entry("ALRM", 14),
            Map.entry("TERM", 15));

    private Signals() {}

    /** The number, 127 for one that has no name there. */
    static int number(@Nullable String name) {
        return name == null ? 127 : NUMBERS.getOrDefault(name, 127);
    }
}
