package dev.muster.command;

import dev.muster.command.demo.Fleet;
import dev.muster.command.demo.Output;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster demo}: a fleet of seven processes on this machine. */
@Command(
        name = "demo",
        header = {
            "Run a hub, two relays and four leaves on this machine, until Ctrl-C.",
            "",
            "  muster demo",
            "  muster call node.info          in another terminal",
            "",
            "Nodes 001 and 002 stand under relay w1, 003 and 004 under w2. Each keeps its data in a folder of its own.",
            ""
        })
final class DemoCommand implements Callable<Integer> {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int NAME_WIDTH = 4;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port of the hub; the relays take the next two (default: ${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data/demo",
            description = "Where the nodes keep their state (default: ./${DEFAULT-VALUE})")
    private Path data = Path.of("");

    @Option(
            names = "--operations",
            paramLabel = "DIR",
            description = "The hub's operations; its nodes get them from it (default: ./routes/operations)")
    private @Nullable Path operations;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        for (int at = port; at < port + 3; at++) {
            requireFree(at);
        }
        DemoPlan plan = new DemoPlan(DemoPlan.thisProgram(), data.toAbsolutePath(), operations(), port, writeToken());
        plan.prepare();
        Output output = new Output(Commands.lineOf(spec).getOut(), NAME_WIDTH);
        CountDownLatch stop = new CountDownLatch(1);
        StopSignal.onStop(stop::countDown);
        try (Fleet fleet = new Fleet(plan.members(), output, FIRST_PAUSE);
                DemoReady ready = new DemoReady(plan, output)) {
            output.line("demo", "starting hub, w1, w2, 001, 002, 003 and 004; Ctrl-C stops them all");
            fleet.start();
            ready.watch();
            stop.await();
            output.line("demo", "stopping, children first");
        }
        return ExitCode.OK;
    }

    private Path operations() {
        if (operations != null) {
            return operations.toAbsolutePath();
        }
        Path here = Path.of("routes", "operations").toAbsolutePath();
        String home = System.getProperty("launcher.home");
        return home == null || Files.isDirectory(here) ? here : Path.of(home, "routes", "operations");
    }

    private void requireFree(int candidate) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), candidate));
        } catch (IOException e) {
            throw CommandException.usage("port " + candidate + " is in use; name another first port with --port", e);
        }
    }

    /** A fresh token that only the user who runs the demo can read. */
    private Path writeToken() throws IOException {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        Path file = Files.createDirectories(data.toAbsolutePath()).resolve("join-token");
        Files.deleteIfExists(file);
        OwnerOnly.write(file, HexFormat.of().formatHex(random) + "\n");
        return file;
    }
}
