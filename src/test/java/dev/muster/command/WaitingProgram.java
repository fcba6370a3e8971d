package dev.muster.command;

import dev.muster.command.terminal.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The command line as a process of its own, with a program behind it that does nothing until it is stopped. */
final class WaitingProgram implements Engine.Running {
    private final PrintWriter out;
    private final CountDownLatch closed = new CountDownLatch(1);

    private WaitingProgram(PrintWriter out) {
        this.out = out;
    }

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Engine engine = new FakeEngine(List.of(), () -> {
            out.println("started");
            return new WaitingProgram(out);
        });
        System.exit(
                Commands.create(engine, Terminal.NONE).setOut(out).setErr(out).execute(arguments));
    }

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
}
