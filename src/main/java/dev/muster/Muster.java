package dev.muster;

import dev.muster.command.Commands;
import dev.muster.command.terminal.Terminal;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The program: {@code muster}, {@code muster node}, {@code muster call} and the others. */
public final class Muster {
    private Muster() {}

    /** Runs the command line and ends the process with its exit code (docs/operations.md). */
    public static void main(String[] arguments) {
        PrintWriter out = writer(FileDescriptor.out);
        PrintWriter err = writer(FileDescriptor.err);
        Terminal terminal = Terminal.of(System.getProperties(), System.getenv());
        int code = Commands.create(new ProgramEngine(), terminal)
                .setOut(out)
                .setErr(err)
                .execute(arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(
                new BufferedOutputStream(new FileOutputStream(descriptor)), StandardCharsets.UTF_8));
    }
}
