package dev.muster.command;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster token}: a token with which a node joins. */
@Command(
        name = "token",
        header = {
            "Print a token with which a node can join within seven days; run it where the hub or relay keeps its data.",
            "An embedded database belongs to one process at a time: stop the hub first, or use PostgreSQL.",
            "",
            "  muster token --id web1 > token",
            "  muster node --id web1 --parent http://hub:8080 --token-file token",
            ""
        })
final class TokenCommand implements Callable<Integer> {
    @Mixin
    private Launch launch = new Launch();

    @Option(names = "--id", paramLabel = "ID", description = "Only the node of that name can use it (default: any)")
    private @Nullable String id;

    @Spec
    private @Nullable CommandSpec spec;

    private final Engine engine;

    TokenCommand(Engine engine) {
        this.engine = engine;
    }

    @Override
    public Integer call() {
        var out = Commands.lineOf(spec).getOut();
        out.println(engine.joinToken(launch.settings(), id));
        out.flush();
        return ExitCode.OK;
    }
}
