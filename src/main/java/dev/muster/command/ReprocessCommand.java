package dev.muster.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster reprocess}: takes over the events of an installation with another prefix. */
@Command(
        name = "reprocess",
        header = {
            "Take the events of another prefix over into this one, in today's version and under today's keys and topics.",
            "",
            "  muster reprocess --set muster.reprocess.previous-prefix=qa01 --set muster.reprocess.sources=true",
            "",
            "Ends when everything that was there at its start is taken over. When it is stopped before, the next run goes on",
            "where it was. Pause plugins meanwhile: they would see the events as new ones.",
            ""
        })
final class ReprocessCommand implements Callable<Integer> {
    private static final int SECONDS_TO_THINK = 30;

    @Mixin
    private Launch launch = new Launch();

    @Option(names = "--ignore-warning", description = "Begin at once, not after 30 seconds")
    private boolean ignoreWarning;

    @Spec
    private @Nullable CommandSpec spec;

    private final Engine engine;

    ReprocessCommand(Engine engine) {
        this.engine = engine;
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = Commands.lineOf(spec).getOut();
        if (!ignoreWarning) {
            out.println("events are published again, and readers will get them; this begins in " + SECONDS_TO_THINK
                    + " seconds, Ctrl-C prevents it");
            out.flush();
            TimeUnit.SECONDS.sleep(SECONDS_TO_THINK);
        }
        engine.reprocess(launch.settings(), line -> {
            out.println(line);
            out.flush();
        });
        return ExitCode.OK;
    }
}
