package dev.muster.command;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster topics}: makes the topics that a start would make, or says which. */
@Command(
        name = "topics",
        header = {
            "Make the Kafka topics that the settings want, as a start of the hub does.",
            "",
            "  muster topics --dry-run",
            "  muster topics --set muster.kafka.brokers=kafka:9092",
            "",
            "Prints one line per topic that is created, changed or left alone though it differs.",
            ""
        })
final class TopicsCommand implements Callable<Integer> {
    @Mixin
    private Launch launch = new Launch();

    @Option(names = "--dry-run", description = "Only say what would be done")
    private boolean dry;

    @Spec
    private @Nullable CommandSpec spec;

    private final Engine engine;

    TopicsCommand(Engine engine) {
        this.engine = engine;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<String> lines = engine.topics(launch.settings(), dry);
        var out = Commands.lineOf(spec).getOut();
        lines.forEach(out::println);
        if (lines.isEmpty()) {
            out.println("all topics are as the settings want them");
        }
        out.flush();
        return ExitCode.OK;
    }
}
