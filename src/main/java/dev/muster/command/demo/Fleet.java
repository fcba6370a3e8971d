package dev.muster.command.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs processes until they are stopped together. One that ends by itself is started again, after a pause that doubles each time. Each
 * child holds the reading end of a pipe as its standard input, which ends when this process ends in whatever way. Thread-safe.
 */
public final class Fleet implements AutoCloseable {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration STEADY = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String SELF = "demo";

    private final Map<String, Process> running = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "fleet"));
    private final List<Member> members;
    private final Output output;
    private final Duration firstPause;
    private boolean stopping;

    /** A fleet that has not been started yet; the pause is the first one before a restart. */
    public Fleet(List<Member> members, Output output, Duration firstPause) {
        this.members = List.copyOf(members);
        this.output = output;
        this.firstPause = firstPause;
    }

    /** Starts all processes, parents first. */
    public void start() {
        members.stream().sorted(Comparator.comparingInt(Member::rank)).forEach(member -> start(member, firstPause));
    }

    /** The process of a member, if it runs now. */
    public Map<String, Process> running() {
        return Map.copyOf(running);
    }

    private synchronized void start(Member member, Duration pause) {
        if (stopping) {
            return;
        }
        try {
            ProcessBuilder builder = new ProcessBuilder(member.command()).redirectErrorStream(true);
            builder.environment().putAll(member.environment());
            long startedAt = System.nanoTime();
            Process process = builder.start();
            running.put(member.name(), process);
            daemon(() -> output.copy(member.name(), process.getInputStream()), "output-" + member.name())
                    .start();
            var unused = process.onExit()
                    .thenAccept(ended -> ended(member, ended, pause, Duration.ofNanos(System.nanoTime() - startedAt)));
        } catch (IOException e) {
            output.line(SELF, member.name() + " cannot be started: " + e.getMessage());
            again(member, pause);
        }
    }

    private synchronized void ended(Member member, Process process, Duration pause, Duration lasted) {
        running.remove(member.name(), process);
        if (!stopping) {
            Duration wait = lasted.compareTo(STEADY) > 0 ? firstPause : pause;
            output.line(
                    SELF,
                    member.name() + " ended with exit code " + process.exitValue() + "; starting it again in "
                            + seconds(wait));
            again(member, wait);
        }
    }

    private void again(Member member, Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        Duration next = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        var unused = timer.schedule(() -> start(member, next), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Stops all processes, children first; one that does not end in 15 seconds is killed. */
    @Override
    public void close() {
        synchronized (this) {
            stopping = true;
        }
        timer.shutdownNow();
        TreeMap<Integer, List<Process>> byRank = new TreeMap<>(Comparator.reverseOrder());
        for (Member member : members) {
            Process process = running.get(member.name());
            if (process != null) {
                byRank.computeIfAbsent(member.rank(), rank -> new ArrayList<>()).add(process);
            }
        }
        byRank.values().forEach(Fleet::stop);
    }

    private static void stop(List<Process> processes) {
        processes.forEach(Process::destroy);
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (Process process : processes) {
            try {
                if (!process.waitFor(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                processes.forEach(Process::destroyForcibly);
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
