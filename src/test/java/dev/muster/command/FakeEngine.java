package dev.muster.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An engine that remembers what it was asked and starts what it was given, or fails in one given way. */
final class FakeEngine implements Engine {
    final AtomicReference<Map<String, String>> started = new AtomicReference<>(Map.of());
    private final List<String> problems;
    private final Supplier<Running> program;

    /** With a program that has nothing to do and stops at once. */
    FakeEngine() {
        this(List.of(), Idle::new);
    }

    FakeEngine(List<String> problems, Supplier<Running> program) {
        this.problems = problems;
        this.program = program;
    }

    static FakeEngine refusing(String... problems) {
        return new FakeEngine(List.of(problems), Idle::new);
    }

    static FakeEngine failing(RuntimeException failure) {
        return new FakeEngine(List.of(), () -> {
            throw failure;
        });
    }

    private record Idle() implements Running {
        @Override
        public void awaitStop() {}

        @Override
        public int port() {
            return 0;
        }

        @Override
        public void close() {}
    }

    @Override
    public Running start(Map<String, String> settings) {
        Running running = program.get();
        started.set(Map.copyOf(settings));
        return running;
    }

    @Override
    public List<String> check(Map<String, String> settings) {
        return problems;
    }

    @Override
    public String joinToken(Map<String, String> settings, @Nullable String node) {
        return "token-for-" + node;
    }

    @Override
    public List<String> topics(Map<String, String> settings, boolean dry) {
        return dry ? List.of("create azul.test01.system.status") : List.of();
    }

    @Override
    public List<String> lostTasks(Map<String, String> settings) {
        return List.of("2 lost tasks were reported");
    }

    @Override
    public void reprocess(Map<String, String> settings, Consumer<String> say) {
        say.accept("azul.old.lab.binary: 3 events");
    }

    @Override
    public boolean fileTypes(Map<String, String> settings, List<Path> paths, Consumer<String> lines) {
        paths.forEach(path -> lines.accept(path + "\t\ttext/plain\ttext/plain"));
        return true;
    }
}
