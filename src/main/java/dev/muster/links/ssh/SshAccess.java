package dev.muster.links.ssh;

import java.util.List;
import java.util.Map;

/**
 * What callers may do on a node that is reached by SSH; the same words as the settings of a node with an agent of ours.
 *
 * @param commands regular expressions, each for a whole command line: program and arguments, quoted where a shell would need it; empty allows
 *     nothing
 * @param shell whether shells may be among the programs
 * @param directories working directories lie below these; the first is the default
 * @param readable below these files may be listed and read; relative paths are taken from the first
 * @param writable below these files may be written
 * @param logs name of a log to patterns of the form {@code DIRECTORY/GLOB}
 * @param readLimit most bytes of one {@code file.read}
 * @param writeLimit most bytes of one {@code file.write}
 */
public record SshAccess(
        List<String> commands,
        boolean shell,
        List<String> directories,
        List<String> readable,
        List<String> writable,
        Map<String, List<String>> logs,
        long readLimit,
        long writeLimit) {
    /** Copies the collections. */
    public SshAccess {
        commands = List.copyOf(commands);
        directories = List.copyOf(directories);
        readable = List.copyOf(readable);
        writable = List.copyOf(writable);
        logs = Map.copyOf(logs);
    }

    /** Allows nothing. */
    public static SshAccess none() {
        return new SshAccess(List.of(), false, List.of(), List.of(), List.of(), Map.of(), 64L << 20, 64L << 20);
    }
}
