package dev.muster.bench;

import dev.muster.links.ssh.CommandEnd;
import dev.muster.links.ssh.CopyReport;
import dev.muster.links.ssh.CopyRequest;
import dev.muster.links.ssh.Leftovers;
import dev.muster.links.ssh.RemoteCommand;
import dev.muster.links.ssh.SshCopy;
import dev.muster.links.ssh.SshNodes;
import dev.muster.links.ssh.SshSettings;
import dev.muster.links.ssh.SshTarget;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The SSH link as bench/ssh drives it. Arguments: directory of the client's files, port, addresses. Then one line of input per measurement:
 * {@code cold} forgets the sessions, {@code run N} runs hostname on the first N, {@code copy N SOURCE DESTINATION} copies, each answered by
 * its milliseconds; ends with its input.
 */
final class SshFleet {
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    });

    private final SshNodes nodes = new SshNodes(SshSettings.standard(), THREADS);
    private final SshCopy copies;
    private final List<String> ids = new ArrayList<>();

    private SshFleet(String directory, String port, List<String> addresses) {
        copies = new SshCopy(
                nodes,
                Duration.ofSeconds(20),
                16,
                new Leftovers(Path.of(directory).resolve("copies")));
        for (String address : addresses) {
            nodes.define(SshTarget.of(
                    address,
                    Map.of(
                            "address", address,
                            "ssh_port", port,
                            "ssh_directory", directory,
                            "ssh_identity", directory + "/id_client",
                            "strict_serverkey_check", "true")));
            ids.add(address);
        }
    }

    public static void main(String[] arguments) throws Exception {
        List<String> all = List.of(arguments);
        SshFleet fleet = new SshFleet(all.get(0), all.get(1), all.subList(2, all.size()));
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Parent.tell("ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            long start = System.nanoTime();
            switch (words[0]) {
                case "cold" -> fleet.ids.forEach(fleet.nodes::disconnect);
                case "run" -> fleet.run(Integer.parseInt(words[1]));
                case "copy" -> fleet.copy(Integer.parseInt(words[1]), Path.of(words[2]), words[3]);
                default -> throw new IllegalArgumentException("'" + line + "' is no measurement");
            }
            Parent.tell("%d".formatted((System.nanoTime() - start) / 1_000_000));
        }
        fleet.nodes.close();
    }

    private void run(int count) {
        List<CompletableFuture<CommandEnd>> ends = ids.subList(0, count).stream()
                .map(id -> nodes.run(id, RemoteCommand.of("hostname")))
                .toList();
        for (CompletableFuture<CommandEnd> end : ends) {
            CommandEnd done = end.orTimeout(120, TimeUnit.SECONDS).join();
            if (!done.ok() || done.stdout().isBlank()) {
                throw new IllegalStateException("hostname ended as " + done);
            }
        }
    }

    private void copy(int count, Path source, String destination) {
        String place = Files.isDirectory(source) ? destination + "/" + source.getFileName() : destination;
        CopyRequest request = new CopyRequest(source, place, null, null, null);
        List<CompletableFuture<CopyReport>> ends = ids.subList(0, count).stream()
                .map(id -> copies.copy(id, request, (at, total) -> {}))
                .toList();
        for (CompletableFuture<CopyReport> end : ends) {
            CopyReport report = end.orTimeout(300, TimeUnit.SECONDS).join();
            if (!report.verified() || report.sent() != report.size()) {
                throw new IllegalStateException("the copy ended as " + report);
            }
        }
    }
}
