package dev.muster.debug;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What the program is like at this moment. Thread-safe. */
public final class Snapshots {
    private static final Pattern ROW = Pattern.compile(" *[0-9]+: +([0-9]+) +([0-9]+) +(\\S+).*");
    private static final Pattern SECRET =
            Pattern.compile("(?i)([^= ]*(?:password|secret|token|key)[^= ]*[= ]).+", Pattern.DOTALL);

    private Snapshots() {}

    /**
     * How many threads are where.
     *
     * @param name what they are called
     */
    public static byte[] threads(String name) {
        Profile profile = new Profile(new Profile.Measure(name, "count"));
        for (ThreadInfo thread : all()) {
            profile.add(frames(thread.getStackTrace()), 1);
        }
        return profile.bytes();
    }

    /** The same for people: each thread with its stack. */
    public static byte[] threadsAsText() {
        ThreadInfo[] threads = all();
        return Arrays.stream(threads)
                .map(thread -> '"' + thread.getThreadName() + "\" " + thread.getThreadState() + "\n"
                        + Arrays.stream(thread.getStackTrace())
                                .map(frame -> "\tat " + frame + "\n")
                                .collect(Collectors.joining()))
                .collect(Collectors.joining("\n", "threads: " + threads.length + "\n\n", ""))
                .getBytes(UTF_8);
    }

    /** Which classes hold the heap, after a collection. */
    public static byte[] heap() throws JMException {
        Profile profile =
                new Profile(new Profile.Measure("inuse_objects", "count"), new Profile.Measure("inuse_space", "bytes"));
        for (String line : histogram().split("\n")) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                profile.add(
                        List.of(new Profile.Frame(row.group(3), 0)),
                        Long.parseLong(row.group(1)),
                        Long.parseLong(row.group(2)));
            }
        }
        return profile.bytes();
    }

    /** The same for people. */
    public static byte[] heapAsText() throws JMException {
        return histogram().getBytes(UTF_8);
    }

    /** The words that started the program, each ended by a NUL; what follows the name of a secret is not shown. */
    public static byte[] command() {
        String[] words = ProcessHandle.current().info().arguments().orElse(new String[0]);
        String program = ProcessHandle.current().info().command().orElse("java");
        return (program + "\0"
                        + Arrays.stream(words)
                                .map(word -> SECRET.matcher(word).replaceFirst("$1***"))
                                .collect(Collectors.joining("\0")))
                .getBytes(UTF_8);
    }

    static List<Profile.Frame> frames(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .map(frame ->
                        new Profile.Frame(frame.getClassName() + "." + frame.getMethodName(), frame.getLineNumber()))
                .toList();
    }

    private static ThreadInfo[] all() {
        return ManagementFactory.getThreadMXBean().dumpAllThreads(false, false);
    }

    private static String histogram() throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        return (String) server.invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
    }
}
