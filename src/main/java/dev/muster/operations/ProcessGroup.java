package dev.muster.operations;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A process and all that came of it: its descendants, what runs in its session, and what carries its mark in the environment, so that a child
 * that left the session and its parent is found too. Where there is no {@code /proc}, the descendants only.
 * Not thread-safe.
 */
final class ProcessGroup {
    private static final Path PROC = Path.of("/proc");
    private static final int ROUNDS = 50;

    private final Process leader;
    private final String mark;
    private boolean gone;

    ProcessGroup(Process leader, String mark) {
        this.leader = leader;
        this.mark = mark;
    }

    /** Kills everything, the leader included; returns when nothing is left that can run. Not interruptible: takes milliseconds. */
    void kill() {
        for (int round = 0; round < ROUNDS && !gone; round++) {
            Set<Long> members = members();
            Stream.concat(leader.descendants(), members.stream().flatMap(pid -> ProcessHandle.of(pid).stream()))
                    .forEach(ProcessHandle::destroyForcibly);
            leader.destroyForcibly();
            gone = members.isEmpty() && leader.descendants().findAny().isEmpty();
            if (!gone) {
                LockSupport.parkNanos(2_000_000);
            }
        }
    }

    private Set<Long> members() {
        Set<Long> found = new HashSet<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (isMember(process)) {
                    found.add(Long.parseLong(process.getFileName().toString()));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return found;
        }
        return found;
    }

    /** Reads {@code stat}: after the name in brackets come state, parent, group and session (proc(5)). A zombie runs no more. */
    private boolean isMember(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
            if (fields[0].equals("Z") || fields[0].equals("X")) {
                return false;
            }
            return fields[3].equals(Long.toString(leader.pid())) || marked(process);
        } catch (IOException e) {
            return false; // ended, or another user's
        }
    }

    private boolean marked(Path process) throws IOException {
        return Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1).contains(mark);
    }
}
