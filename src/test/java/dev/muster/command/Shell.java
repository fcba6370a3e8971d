package dev.muster.command;

import dev.muster.command.terminal.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Executes the command line with its streams captured. */
final class Shell {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine line;

    Shell(Engine engine, Terminal terminal) {
        line = Commands.create(engine, terminal).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    }

    int run(String... arguments) {
        return line.execute(arguments);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
