package dev.muster.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.command.terminal.ProgressBars;
import dev.muster.command.terminal.Terminal;
import dev.muster.command.terminal.Text;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster copy}: the client of {@code POST /api/core/proxy/remotecopy} with its {@code targets}. */
@Command(
        name = "copy",
        header = {
            "Copy a file or a tree from the hub's machine to nodes.",
            "",
            "  muster copy motd /etc/motd --nodes 2,3 --mode 0644",
            "  muster copy ./plugins /usr/lib/plugins --nodes web1,web2 --owner app --group app",
            "",
            "A file goes to DEST, or into it when DEST ends with '/'; of a tree, what is in it goes into DEST, and what is there stays.",
            "A node that has the content already is not sent it again. A broken link is taken up where it broke.",
            "Exit codes: 0 every node has it, 1 some or all have not, 2 wrong usage, no login or no connection.",
            ""
        })
final class CopyCommand implements Callable<Integer> {
    private static final int MOST_BARS = 12;

    @Parameters(index = "0", paramLabel = "SOURCE", description = "File or directory on the hub's machine")
    private Path source = Path.of("");

    @Parameters(index = "1", paramLabel = "DEST", description = "Absolute path on the nodes")
    private String destination = "";

    @Option(names = "--nodes", paramLabel = "ID", split = ",", required = true, description = "Where to copy it to")
    private List<String> nodes = List.of();

    @Option(names = "--owner", paramLabel = "USER", description = "Owner there")
    private @Nullable String owner;

    @Option(names = "--group", paramLabel = "GROUP", description = "Group there")
    private @Nullable String group;

    @Option(names = "--mode", paramLabel = "OCTAL", description = "Permissions there, such as 0644")
    private @Nullable String mode;

    @Option(names = "--cache-dir", paramLabel = "DIR", description = "Directory for temporary files, here and there")
    private @Nullable String cache;

    @Mixin
    private Connection connection = new Connection();

    @Spec
    private @Nullable CommandSpec spec;

    private final Terminal terminal;
    private final Map<String, ProgressBars.Bar> bars = new LinkedHashMap<>();
    private final Map<String, String> remarks = new LinkedHashMap<>();

    CopyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        CommandLine line = Commands.lineOf(spec);
        NodeJobs jobs = new NodeJobs(connection.open(), nodes);
        try (ProgressBars drawn = new ProgressBars(line.getErr(), terminal)) {
            jobs.runTogether("/api/core/proxy/remotecopy", body(), NodeJob.SILENCE, new NodeJobs.Listener() {
                @Override
                public void row(NodeJob job, NodeJob.Row row) {
                    note(job, row);
                }

                @Override
                public void round(List<NodeJob> all) {
                    drawn.show(frame(all));
                }
            });
        }
        jobs.all().forEach(job -> report(line.getOut(), job));
        line.getOut().flush();
        return jobs.all().stream().anyMatch(NodeJob::failed) ? ExitCode.FAILED : ExitCode.OK;
    }

    private ObjectNode body() {
        ObjectNode body = new ObjectMapper().createObjectNode();
        body.put("source", source.toAbsolutePath().normalize().toString());
        body.put("destination", destination);
        Map<String, @Nullable String> options = new LinkedHashMap<>();
        options.put("owner", owner);
        options.put("group", group);
        options.put("mode", mode);
        options.put("cache_dir", cache);
        options.forEach((name, value) -> {
            if (value != null) {
                body.put(name, value);
            }
        });
        return body;
    }

    private void note(NodeJob job, NodeJob.Row row) {
        long total = row.data().path("total").asLong(0);
        if (total > 0) {
            bars.put(
                    job.node(),
                    new ProgressBars.Bar(job.node(), row.data().path("done").asLong(), total, false));
        }
        if (row.data().path("skipped").asBoolean()) {
            remarks.put(job.node(), "had it already");
        }
        row.data()
                .path("warnings")
                .forEach(warning -> remarks.merge(job.node(), warning.asText(), (one, more) -> one + "; " + more));
    }

    /** A bar for each node that is not done yet, as far as there is room, and one for all. */
    private List<ProgressBars.Bar> frame(List<NodeJob> jobs) {
        List<ProgressBars.Bar> shown = new ArrayList<>();
        long done = 0;
        long total = 0;
        for (NodeJob job : jobs) {
            ProgressBars.Bar bar = bars.getOrDefault(job.node(), new ProgressBars.Bar(job.node(), 0, 0, false));
            long reached = job.ended() ? bar.total() : bar.done();
            done += reached;
            total += bar.total();
            if (shown.size() < MOST_BARS && (!job.ended() || jobs.size() < MOST_BARS)) {
                shown.add(new ProgressBars.Bar(job.node(), reached, bar.total(), job.failed()));
            }
        }
        if (jobs.size() > 1) {
            shown.add(new ProgressBars.Bar("total", done, total, false));
        }
        return shown;
    }

    private void report(PrintWriter out, NodeJob job) {
        String remark = remarks.containsKey(job.node()) ? " (" + remarks.get(job.node()) + ")" : "";
        String text = Text.line(job.node() + ": " + (job.failed() ? job.message() : "copied") + remark);
        out.println(job.failed() ? terminal.paint(Terminal.Ink.RED, text) : text);
    }
}
