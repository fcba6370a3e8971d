package dev.muster.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.command.terminal.Table;
import dev.muster.command.terminal.Terminal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster nodes}: the client of {@code GET /api/internal/constatus}. */
@Command(
        name = "nodes",
        header = {
            "Show the nodes that the hub watches: state, when they were last heard, link, latency.",
            "",
            "  muster nodes",
            "  muster nodes --json | jq .data",
            ""
        })
final class NodesCommand implements Callable<Integer> {
    @Mixin
    private Connection connection = new Connection();

    @Option(names = "--json", description = "Print the answer of the hub as it is")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    private final Terminal terminal;
    private final Clock clock = Clock.systemUTC();

    NodesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        CommandLine line = Commands.lineOf(spec);
        Answer answer = connection.open().get("/api/internal/constatus", HubClient.SHORT);
        if (!answer.success()) {
            throw CommandException.usage(answer.body().path("message").asText(answer.problem()));
        }
        if (json) {
            line.getOut().println(answer.text());
        } else {
            List<List<String>> rows = new ArrayList<>();
            collect(rows, "", answer.body().path("data"));
            new Table(List.of("node", "state", "last seen", "link", "latency", "lost pings"), rows)
                    .render(terminal)
                    .forEach(line.getOut()::println);
        }
        line.getOut().flush();
        return ExitCode.OK;
    }

    /** Children stand below the node that reports them, a little to the right. */
    private void collect(List<List<String>> rows, String indent, JsonNode nodes) {
        nodes.properties().forEach(entry -> {
            JsonNode node = entry.getValue();
            rows.add(List.of(
                    indent + entry.getKey(),
                    node.path("status").asText("-"),
                    seen(node.path("last_ping_recv").asLong()),
                    node.path("type").asText("-"),
                    node.has("latency_ms") ? node.path("latency_ms").asLong() + " ms" : "-",
                    node.path("ping_failed").asText("-")));
            collect(rows, indent + "  ", node.path("nodes"));
        });
    }

    private String seen(long epochSecond) {
        if (epochSecond == 0) {
            return "never";
        }
        long ago = Math.max(0, clock.instant().getEpochSecond() - epochSecond);
        if (ago < 120) {
            return ago + " s ago";
        }
        return ago < 7200 ? ago / 60 + " min ago" : ago / 3600 + " h ago";
    }
}
