package dev.muster.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.command.terminal.ProgressBar;
import dev.muster.command.terminal.Terminal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster call}: the client of {@code POST /operations/{name}}. */
@Command(
        name = "call",
        header = {
            "Call an operation on nodes and show who answered what.",
            "",
            "  muster call node.info                                    every node",
            "  muster call node.info --under w1                         w1 and everything below it",
            "  muster call log.tail --nodes w1,w2 path=app.log lines=20",
            "  muster call file.write --labels os=linux path=motd content=@motd.txt",
            "  muster call agent.list --json | jq .data",
            "",
            "Arguments are written key=value; lists with commas; @file stands for what the file holds, @@ for a plain @.",
            "On a terminal the answer is a table, else the JSON of the hub. Ctrl-C leaves without sending anything more.",
            "Exit codes: 0 all targets did it, 1 some or all failed, 2 wrong usage, no login or no connection.",
            ""
        })
final class CallCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "OPERATION", description = "What to do, for example node.info")
    private String operation = "";

    @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "Arguments of the operation")
    private List<String> words = List.of();

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Connection connection = new Connection();

    @Mixin
    private Limits limits = new Limits();

    @Option(names = "--json", description = "Print the answer of the hub as it is")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    private final Terminal terminal;

    CallCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Duration patience = limits.patience();
        HubClient hub = connection.open();
        ObjectNode request = request(TypedArguments.read(Schema.fetch(hub, operation), words));
        String token = UUID.randomUUID().toString();
        Supplier<Answer> send = () ->
                hub.post("/operations/" + operation, request.toString(), Map.of("X-Muster-Token", token), patience);
        CommandLine line = Commands.lineOf(spec);
        boolean forPeople = terminal.present() && !json;
        Answer answer = forPeople ? watched(send, new CallProgress(hub, token, bar(line))) : send.get();
        if (forPeople) {
            new CallReport(line.getOut(), terminal).print(answer);
        } else {
            line.getOut().println(answer.text());
            line.getOut().flush();
        }
        return answer.exitCode();
    }

    private static Answer watched(Supplier<Answer> send, CallProgress progress) {
        try (progress) {
            return send.get();
        }
    }

    private ProgressBar bar(CommandLine line) {
        return new ProgressBar(line.getErr(), terminal, operation);
    }

    private ObjectNode request(ObjectNode arguments) {
        ObjectNode request = new ObjectMapper().createObjectNode();
        request.set("arguments", arguments);
        targets.write(request);
        limits.write(request);
        return request;
    }
}
