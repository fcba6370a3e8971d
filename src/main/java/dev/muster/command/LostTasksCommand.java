package dev.muster.command;

import java.net.ConnectException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code muster lost-tasks}: has lost tasks reported, by the hub or, where none runs, by itself. */
@Command(
        name = "lost-tasks",
        header = {
            "Report the tasks that plugins took and did not finish in time, as often as they may be given out.",
            "",
            "  muster lost-tasks",
            "  muster lost-tasks --data /var/lib/muster",
            "",
            "A hub does this by itself all the time. Where none answers at --url, this command uses the database and the",
            "brokers of the settings.",
            ""
        })
final class LostTasksCommand implements Callable<Integer> {
    private static final String PATH = "/api/v2/lost-tasks";

    @Mixin
    private Connection connection = new Connection();

    @Mixin
    private Launch launch = new Launch();

    @Spec
    private @Nullable CommandSpec spec;

    private final Engine engine;

    LostTasksCommand(Engine engine) {
        this.engine = engine;
    }

    @Override
    public Integer call() throws InterruptedException {
        var out = Commands.lineOf(spec).getOut();
        lines().forEach(out::println);
        out.flush();
        return ExitCode.OK;
    }

    private List<String> lines() throws InterruptedException {
        Answer answer;
        try {
            answer = connection.open().post(PATH, "", Map.of(), HubClient.SHORT);
        } catch (CommandException e) {
            if (e.getCause() instanceof ConnectException) {
                return engine.lostTasks(launch.settings());
            }
            throw e;
        }
        if (!answer.success()) {
            throw CommandException.usage(answer.problem());
        }
        return List.of(
                answer.body().path("reported").asText() + " lost tasks were reported",
                answer.body().path("in_flight").asText() + " tasks are under way");
    }
}
