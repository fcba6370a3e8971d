package dev.muster.command;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muster}: runs the hub. */
@Command(
        name = "muster",
        header = {
            "One call, many machines, every target accounted for.",
            "",
            "  muster demo                                     a fleet of seven processes on this machine",
            "  muster call node.info                           ask every node",
            "  muster call log.tail --nodes w1,w2 path=app.log lines=20",
            "  muster nodes                                    who is alive, seen when, over which link",
            "  muster run 'df -h /' --nodes 2,3                a command, its output as it comes",
            "  muster copy ./site /srv/ --nodes 2,3            a file or a tree",
            "  muster                                          a hub on http://127.0.0.1:8080",
            "  muster node --id web1 --parent http://hub:8080 --token-file token",
            ""
        },
        synopsisHeading = "Usage: ",
        customSynopsis = "muster [options] | muster COMMAND [options]",
        description = {"", "Without a command it runs the hub, until Ctrl-C or SIGTERM.", ""},
        optionListHeading = "Options:%n",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "The command line wins over MUSTER_... variables, these over application.properties, that over the built-in defaults.",
            "Exit codes: 0 done or stopped as asked, 1 failed at run time, 2 wrong usage or configuration."
        },
        versionProvider = Versions.class)
final class HubCommand implements Callable<Integer> {
    @Mixin
    private Launch launch = new Launch();

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on (default: 127.0.0.1)")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "N", description = "Port to listen on (default: 8080)")
    private @Nullable Integer port;

    private final Engine engine;

    HubCommand(Engine engine) {
        this.engine = engine;
    }

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> settings = launch.settings();
        settings.putIfAbsent("muster.role", "hub");
        Launch.put(settings, "muster.http.host", host);
        Launch.put(settings, "muster.http.port", port);
        return launch.run(engine, settings);
    }
}
