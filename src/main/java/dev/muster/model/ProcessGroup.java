package dev.muster.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * A process and all that came of it: its descendants, what runs in its session, and what carries its mark in the environment, so that a
 * child that left the session and its parent is found too. Looks only at processes that are not older than it, so that a full machine
 * does not make it slow. Where there is no {@code /proc}, the descendants only. Not thread-safe.
 */
public final class ProcessGroup {
    private static final Path PROC = Path.of("/proc");
    private static final int ROUNDS = 50;
    private static final String MARK = "MUSTER_COMMAND";
    private static final Path SETSID = List.of("/usr/bin/setsid", "/bin/setsid").stream()
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(Path.of(""));

    private final Process leader;
    private final String mark;
    private final long born;
    private boolean gone;

    private ProcessGroup(Process leader, String mark, long born) {
        this.leader = leader;
        this.mark = mark;
        this.born = born;
    }

    /**
     * Starts a program, through {@code setsid} where there is one: it then leads a session of its own, whose id is its process id. Adds a
     * mark to the environment.
     */
    public static ProcessGroup start(ProcessBuilder builder) throws IOException {
        String mark = UUID.randomUUID().toString();
        List<String> line = new ArrayList<>(builder.command());
        if (SETSID.isAbsolute()) {
            line.add(0, SETSID.toString());
        }
        builder.command(line).environment().put(MARK, mark);
        long born = now();
        return new ProcessGroup(builder.start(), MARK + "=" + mark, born);
    }

    /** The program that was started. */
    public Process leader() {
        return leader;
    }

    /** The time on the clock of proc(5), in hundredths of a second since the machine started; 0 where there is none. */
    private static long now() {
        try {
            String uptime = Files.readString(PROC.resolve("uptime"));
            return (long) (Double.parseDouble(uptime.substring(0, uptime.indexOf(' '))) * 100) - 1;
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * Kills everything, the leader included; returns when nothing is left that can run. Leaves the leader's streams open, since what it
     * wrote may be unread; {@link Process#destroyForcibly} would close them. Not interruptible: takes milliseconds.
     */
    public void kill() {
        for (int round = 0; round < ROUNDS && !gone; round++) {
            leader.toHandle().destroyForcibly();
            Set<Long> members = born > 0 ? members(running()) : descendants();
            members.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            gone = members.isEmpty();
            if (!gone) {
                LockSupport.parkNanos(2_000_000);
            }
        }
    }

    private Set<Long> descendants() {
        Set<Long> found = new HashSet<>();
        leader.descendants().forEach(process -> found.add(process.pid()));
        return found;
    }

    /** Repeats until no child of a member is left out, whatever the order of the list. */
    private Set<Long> members(List<Entry> running) {
        Set<Long> members = new HashSet<>();
        for (boolean grown = true; grown; ) {
            grown = false;
            for (Entry entry : running) {
                boolean child = entry.parent() == leader.pid() || members.contains(entry.parent());
                grown |= (entry.belongs() || child) && members.add(entry.pid());
            }
        }
        return members;
    }

    private record Entry(long pid, long parent, boolean belongs) {}

    private List<Entry> running() {
        List<Entry> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                look(process, found);
            }
        } catch (IOException | DirectoryIteratorException e) {
            return found;
        }
        return found;
    }

    /**
     * Reads {@code stat}: behind the name in brackets come state, parent, group, session and, as the twentieth, the start time (proc(5)).
     * A zombie runs no more.
     */
    private void look(Path process, List<Entry> found) {
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 21);
            if (fields[0].equals("Z") || fields[0].equals("X") || Long.parseLong(fields[19]) < born) {
                return;
            }
            boolean belongs = fields[3].equals(Long.toString(leader.pid())) || marked(process);
            found.add(new Entry(Long.parseLong(process.getFileName().toString()), Long.parseLong(fields[1]), belongs));
        } catch (IOException e) {
            return; // ended, or hidden
        }
    }

    private boolean marked(Path process) {
        try {
            return Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1)
                    .contains(mark);
        } catch (IOException e) {
            return false; // another user's
        }
    }
}
