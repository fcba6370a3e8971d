package dev.muster.debug;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** What happens from now until its end, seen by the JDK's flight recorder. Used by one thread at a time. */
public final class Flight implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(10);

    private final Kind kind;
    private final Recording recording = new Recording();

    /** What can be looked at. */
    public enum Kind {
        /** Where threads run. */
        PROFILE("cpu", "nanoseconds", event -> EVERY.toNanos(), "jdk.ExecutionSample", "jdk.NativeMethodSample"),
        /** Where memory is taken. */
        ALLOCS("alloc_space", "bytes", event -> event.getLong("weight"), "jdk.ObjectAllocationSample"),
        /** Where threads wait for others. */
        BLOCK("delay", "nanoseconds", Kind::nanos, "jdk.ThreadPark", "jdk.JavaMonitorWait", "jdk.JavaMonitorEnter"),
        /** Where threads wait for locks. */
        MUTEX("delay", "nanoseconds", Kind::nanos, "jdk.JavaMonitorEnter"),
        /** Everything, for tools that read recordings. */
        TRACE(
                "events",
                "count",
                event -> 1,
                "jdk.ExecutionSample",
                "jdk.ThreadPark",
                "jdk.JavaMonitorEnter",
                "jdk.GarbageCollection",
                "jdk.ObjectAllocationSample",
                "jdk.SocketRead",
                "jdk.SocketWrite",
                "jdk.FileRead",
                "jdk.FileWrite",
                "jdk.CPULoad",
                "jdk.GCHeapSummary",
                "jdk.ThreadStart",
                "jdk.ThreadEnd",
                "jdk.JavaExceptionThrow");

        private final Profile.Measure measure;
        private final ToLongFunction<RecordedEvent> value;
        private final List<String> events;

        Kind(String what, String unit, ToLongFunction<RecordedEvent> value, String... events) {
            this.measure = new Profile.Measure(what, unit);
            this.value = value;
            this.events = List.of(events);
        }

        private static long nanos(RecordedEvent event) {
            return event.getDuration().toNanos();
        }
    }

    /** Begins to look. */
    public Flight(Kind kind) {
        this.kind = kind;
        for (String event : kind.events) {
            recording.enable(event).withPeriod(EVERY).withStackTrace().withThreshold(Duration.ofMillis(1));
        }
        recording.start();
    }

    /** Ends, and answers what was seen: a profile, or the recording itself. */
    public byte[] end() throws IOException {
        recording.stop();
        Path file = Files.createTempFile("muster", ".jfr");
        try {
            recording.dump(file);
            return kind == Kind.TRACE ? Files.readAllBytes(file) : profile(file);
        } finally {
            Files.delete(file);
        }
    }

    private byte[] profile(Path file) throws IOException {
        Profile profile = new Profile(new Profile.Measure("samples", "count"), kind.measure);
        try (RecordingFile events = new RecordingFile(file)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                RecordedStackTrace stack = event.getStackTrace();
                if (stack != null && kind.events.contains(event.getEventType().getName())) {
                    profile.add(frames(stack), 1, kind.value.applyAsLong(event));
                }
            }
        }
        return profile.bytes();
    }

    private static List<Profile.Frame> frames(RecordedStackTrace stack) {
        return stack.getFrames().stream()
                .filter(frame -> frame.isJavaFrame())
                .map(frame -> new Profile.Frame(
                        frame.getMethod().getType().getName() + "."
                                + frame.getMethod().getName(),
                        frame.getLineNumber()))
                .toList();
    }

    @Override
    public void close() {
        recording.close();
    }
}
