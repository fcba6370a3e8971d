package dev.muster.operations;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Facts of the operating system and the JVM, sampled at most once per interval however often they are asked for: while one thread samples,
 * the others get the previous sample. Thread-safe.
 */
public final class MachineFacts {
    private final List<Path> disks;
    private final long interval;
    private final AtomicReference<Map<String, Object>> sample = new AtomicReference<>();
    private final AtomicLong due;

    /**
     * Takes the first sample.
     *
     * @param disks paths whose file systems are reported; only named ones, because asking a dead network mount blocks
     * @param interval least time between two samples
     */
    public MachineFacts(List<Path> disks, Duration interval) {
        this.disks = List.copyOf(disks);
        this.interval = interval.toNanos();
        this.due = new AtomicLong(System.nanoTime() + this.interval);
        sample.set(take());
    }

    /** The newest sample; not modifiable. */
    public Map<String, Object> current() {
        long now = System.nanoTime();
        long next = due.get();
        if (now - next >= 0 && due.compareAndSet(next, now + interval)) {
            sample.set(take());
        }
        return sample.get();
    }

    private Map<String, Object> take() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("uptime", ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
        facts.put("os", operatingSystem());
        facts.put("cpu", processors());
        facts.put("memory", memory());
        facts.put("disks", diskSpace());
        facts.put("jvm", jvm());
        return Collections.unmodifiableMap(facts);
    }

    private static Map<String, Object> operatingSystem() {
        return ordered(
                "name", System.getProperty("os.name"),
                "version", System.getProperty("os.version"),
                "arch", System.getProperty("os.arch"));
    }

    private static Map<String, Object> processors() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return ordered(
                "count",
                Runtime.getRuntime().availableProcessors(),
                "load",
                Math.max(0, Math.round(load * 100) / 100.0));
    }

    private static Map<String, Object> memory() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            return ordered("total", system.getTotalMemorySize(), "free", system.getFreeMemorySize());
        }
        return Map.of();
    }

    private List<Map<String, Object>> diskSpace() {
        List<Map<String, Object>> spaces = new ArrayList<>();
        for (Path disk : disks) {
            File file = disk.toFile();
            spaces.add(ordered("path", disk.toString(), "total", file.getTotalSpace(), "free", file.getUsableSpace()));
        }
        return Collections.unmodifiableList(spaces);
    }

    private static Map<String, Object> jvm() {
        Runtime runtime = Runtime.getRuntime();
        Map<String, Object> jvm = new LinkedHashMap<>();
        jvm.put("version", Runtime.version().toString());
        jvm.put("heap_used", runtime.totalMemory() - runtime.freeMemory());
        jvm.put("heap_max", runtime.maxMemory());
        jvm.put("threads", ManagementFactory.getThreadMXBean().getThreadCount());
        return Collections.unmodifiableMap(jvm);
    }

    private static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return Collections.unmodifiableMap(map);
    }
}
