package dev.muster.command;

import dev.muster.command.terminal.Terminal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The command line as a process of its own, with a program behind it that does nothing until it is stopped. */
final class WaitingProgram implements Engine {
    private final PrintWriter out;

    private WaitingProgram(PrintWriter out) {
        this.out = out;
    }

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(new java.io.FileOutputStream(java.io.FileDescriptor.out), true);
        System.exit(Commands.create(new WaitingProgram(out), Terminal.NONE)
                .setOut(out)
                .setErr(out)
                .execute(arguments));
    }

    @Override
    public Running start(Map<String, String> settings) {
        out.println("started");
        CountDownLatch closed = new CountDownLatch(1);
        return new Running() {
            @Override
            public void awaitStop() throws InterruptedException {
                closed.await();
            }

            @Override
            public int port() {
                return 0;
            }

            @Override
            public void close() {
                if (closed.getCount() > 0) {
                    out.println("closed");
                }
                closed.countDown();
            }
        };
    }

    @Override
    public List<String> check(Map<String, String> settings) {
        return List.of();
    }

    @Override
    public String joinToken(Map<String, String> settings, @Nullable String node) {
        return "";
    }

    @Override
    public List<String> topics(Map<String, String> settings, boolean dry) {
        return List.of();
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
