package dev.muster.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.command.terminal.Terminal;
import dev.muster.command.terminal.Text;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster run}: the client of {@code POST /api/nodes/ID/core/action/command}. */
@Command(
        name = "run",
        header = {
            "Run a command on nodes and show what it writes, as it comes.",
            "",
            "  muster run uptime --nodes 2,3",
            "  muster run 'df -h / | tail -1' --shell --nodes web1,web2,web3",
            "",
            "Several nodes: each line begins with the node's name. A node that has nothing but SSH is a node too.",
            "Exit codes: 0 the command ended with 0 everywhere, 1 it did not, 2 wrong usage, no login or no connection.",
            ""
        })
final class RunCommand implements Callable<Integer> {
    private static final int RESULT = 100;
    private static final Duration USUAL = Duration.ofSeconds(90);

    @Parameters(index = "0", paramLabel = "COMMAND", description = "What to run, as one argument")
    private String command = "";

    @Option(names = "--nodes", paramLabel = "ID", split = ",", required = true, description = "Where to run it")
    private List<String> nodes = List.of();

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "Kill it after so many seconds")
    private @Nullable Integer timeout;

    @Option(names = "--shell", description = "Let a shell on the node read it, where the node allows that")
    private boolean shell;

    @Mixin
    private Connection connection = new Connection();

    @Spec
    private @Nullable CommandSpec spec;

    private final Terminal terminal;
    private final Map<NodeJob, Shown> shown = new ConcurrentHashMap<>();
    private boolean nonZero;

    RunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        CommandLine line = Commands.lineOf(spec);
        NodeJobs jobs = new NodeJobs(connection.open(), nodes);
        Duration silence = timeout == null ? USUAL : Duration.ofSeconds(timeout + 60L);
        jobs.run("/core/action/command?live=true", body(), silence, new NodeJobs.Listener() {
            @Override
            public void row(NodeJob job, NodeJob.Row row) {
                show(line.getOut(), job, row);
            }

            @Override
            public void round(List<NodeJob> all) {
                line.getOut().flush();
            }
        });
        List<NodeJob> failed = jobs.all().stream().filter(NodeJob::failed).toList();
        failed.forEach(job ->
                line.getErr().println(terminal.paint(Terminal.Ink.RED, Text.line(job.node() + ": " + job.message()))));
        line.getErr().flush();
        return failed.isEmpty() && !nonZero ? ExitCode.OK : ExitCode.FAILED;
    }

    private String body() {
        ArrayNode commands = new ObjectMapper().createArrayNode();
        ObjectNode one = commands.addObject().put("command", command);
        if (timeout != null) {
            one.put("timeout", timeout);
        }
        if (shell) {
            one.put("no_shell_interpretation", false);
        }
        return commands.toString();
    }

    private void show(PrintWriter out, NodeJob job, NodeJob.Row row) {
        Shown before = shown.computeIfAbsent(job, none -> new Shown());
        JsonNode result = row.data().path("result");
        String prefix = nodes.size() > 1 ? terminal.paint(Terminal.Ink.BOLD, Text.line(job.node()) + ": ") : "";
        if (row.data().has("output")) {
            before.of(row.data().path("stream").asText())
                    .lines(row.data().path("output").asText())
                    .forEach(text -> out.println(prefix + safe(text)));
        }
        if (result.isMissingNode()) {
            return;
        }
        Stream.concat(
                        before.of("").rest(result.path("stdout").asText("")),
                        before.of("stderr").rest(result.path("stderr").asText("")))
                .forEach(text -> out.println(prefix + safe(text)));
        int exit = result.path("exit_code").asInt();
        if (row.code() == RESULT && exit != 0) {
            nonZero = true;
            out.println(prefix + terminal.paint(Terminal.Ink.YELLOW, "exit code " + exit));
        } else if (row.code() != RESULT) {
            out.println(prefix
                    + terminal.paint(
                            Terminal.Ink.RED, row.data().path("message").asText()));
        }
    }

    /** What has been shown of a command's streams, which some nodes merge. */
    private static final class Shown {
        private final Part stdout = new Part();
        private final Part stderr = new Part();

        Part of(String stream) {
            return stream.equals("stderr") ? stderr : stdout;
        }
    }

    /** How much of a stream has been shown: whole lines, as they came. */
    private static final class Part {
        private final StringBuilder open = new StringBuilder();
        private int length;

        Stream<String> lines(String text) {
            length += text.length();
            open.append(text);
            int end = open.lastIndexOf("\n") + 1;
            String whole = open.substring(0, end);
            open.delete(0, end);
            return whole.lines();
        }

        Stream<String> rest(String whole) {
            String text = open + whole.substring(Math.min(length, whole.length()));
            open.setLength(0);
            length = 0;
            return text.lines();
        }
    }

    /** What a node writes must not move the cursor of the person who reads it; a file gets it as it is. */
    private String safe(String text) {
        return terminal.present() ? Text.block(text) : text;
    }
}
