package dev.muster.command;

import dev.muster.command.terminal.Terminal;
import dev.muster.model.MusterException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Puts the command line together. */
public final class Commands {
    private Commands() {}

    /** The command line of the program, ready to execute; the streams can still be replaced. */
    public static CommandLine create(Engine engine, Terminal terminal) {
        CommandLine line = new CommandLine(new HubCommand(engine))
                .addSubcommand(new NodeCommand(engine))
                .addSubcommand(new DemoCommand())
                .addSubcommand(new CallCommand(terminal))
                .addSubcommand(new RunCommand(terminal))
                .addSubcommand(new CopyCommand(terminal))
                .addSubcommand(new NodesCommand(terminal))
                .addSubcommand(new CheckCommand(engine))
                .addSubcommand(new ReprocessCommand(engine))
                .addSubcommand(new TokenCommand(engine))
                .addSubcommand(new TopicsCommand(engine))
                .addSubcommand(new LostTasksCommand(engine))
                .addSubcommand(new FiletypeCommand(engine));
        withHelp(line, true);
        line.getSubcommands().values().forEach(command -> withHelp(command, false));
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpLongOptionsMaxWidth(28)
                .setUsageHelpWidth(Math.min(140, Math.max(80, terminal.columns())))
                .setParameterExceptionHandler((exception, args) -> wrongUsage(exception))
                .setExecutionExceptionHandler((exception, command, parsed) -> failed(exception, command.getErr()));
    }

    /** The line of a command that picocli has filled in. */
    static CommandLine lineOf(@Nullable CommandSpec spec) {
        return Objects.requireNonNull(spec).commandLine();
    }

    private static void withHelp(CommandLine line, boolean version) {
        CommandSpec spec = line.getCommandSpec();
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help and exit")
                .build());
        if (version) {
            spec.addOption(OptionSpec.builder("-V", "--version")
                    .versionHelp(true)
                    .description("Show the versions of muster, Java and Camel and exit")
                    .build());
        }
    }

    private static int wrongUsage(ParameterException exception) {
        CommandLine line = exception.getCommandLine();
        PrintWriter err = line.getErr();
        err.println("muster: " + exception.getMessage());
        if (exception instanceof UnmatchedArgumentException unmatched) {
            List<String> close = unmatched.getSuggestions();
            if (!close.isEmpty()) {
                err.println("Did you mean " + String.join(" or ", close) + "?");
            }
        }
        err.println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return ExitCode.USAGE;
    }

    private static int failed(Exception exception, PrintWriter err) {
        if (exception instanceof CommandException expected) {
            return say(err, String.valueOf(expected.getMessage()), expected.exitCode());
        }
        if (exception instanceof MusterException expected) {
            String advice = expected.failure().remediation();
            String message = expected.failure().message();
            String end = message.endsWith("?") ? " " : ". ";
            return say(err, message + (advice.isEmpty() ? "" : end + advice), ExitCode.of(expected));
        }
        return say(err, "unexpected failure: " + exception, ExitCode.FAILED);
    }

    private static int say(PrintWriter err, String text, int exitCode) {
        err.println("muster: " + text);
        err.flush();
        return exitCode;
    }
}
