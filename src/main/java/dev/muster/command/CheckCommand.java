package dev.muster.command;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code muster check}: says what would stop a start. */
@Command(
        name = "check",
        header = {
            "Check settings, routes and operations, then exit.",
            "",
            "  muster check && systemctl restart muster",
            "",
            "Prints one line per problem. Exit code 0: none; 2: at least one.",
            ""
        })
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private Launch launch = new Launch();

    @Spec
    private @Nullable CommandSpec spec;

    private final Engine engine;

    CheckCommand(Engine engine) {
        this.engine = engine;
    }

    @Override
    public Integer call() {
        List<String> problems = engine.check(launch.settings());
        var out = Commands.lineOf(spec).getOut();
        problems.forEach(out::println);
        if (problems.isEmpty()) {
            out.println("settings, routes and operations are fine");
        }
        out.flush();
        return problems.isEmpty() ? ExitCode.OK : ExitCode.USAGE;
    }
}
