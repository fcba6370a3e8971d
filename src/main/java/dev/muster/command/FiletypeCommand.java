package dev.muster.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster filetype}: says what files are, as an upload would (specs/event-dispatcher.md section 7). */
@Command(
        name = "filetype",
        header = {
            "Say what files are, by their content, as an upload of them would.",
            "",
            "  muster filetype report.pdf",
            "  muster filetype ~/samples",
            "",
            "Prints one line for each file, and for each file below a folder: path, format and mime type between tabs.",
            ""
        })
final class FiletypeCommand implements Callable<Integer> {
    @Mixin
    private Launch launch = new Launch();

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files and folders")
    private List<Path> paths = List.of();

    @Spec
    private @Nullable CommandSpec spec;

    private final Engine engine;

    FiletypeCommand(Engine engine) {
        this.engine = engine;
    }

    @Override
    public Integer call() {
        PrintWriter out = Commands.lineOf(spec).getOut();
        boolean all = engine.fileTypes(launch.settings(), paths, out::println);
        out.flush();
        return all ? ExitCode.OK : ExitCode.FAILED;
    }
}
