package dev.muster.links.ssh;

import dev.muster.links.ssh.CommandEnd.How;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.apache.sshd.sftp.client.SftpClient;
import org.jspecify.annotations.Nullable;

/** One node, as blocking code for a copy sees it. */
final class Remote {
    private final SshNodes nodes;
    private final String node;
    private final BooleanSupplier cancelled;
    private volatile @Nullable CompletableFuture<?> current;

    Remote(SshNodes nodes, String node, BooleanSupplier cancelled) {
        this.nodes = nodes;
        this.node = node;
        this.cancelled = cancelled;
    }

    /** Something that is done with an SFTP channel. */
    interface SftpWork<T> {
        T with(SftpClient sftp) throws IOException;
    }

    /** Ends what runs on the node now; whoever waits for it gets a {@link CancellationException}. */
    void cancel() {
        CompletableFuture<?> now = current;
        if (now != null) {
            now.cancel(true);
        }
    }

    void checkCancelled() {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException();
        }
    }

    /** Runs a script whose lines are facts of the form {@code NAME VALUE}; a fact named {@code problem} is a {@link CopyFailure}. */
    Map<String, String> facts(String script) throws IOException {
        CommandEnd end = run(RemoteCommand.script(script));
        if (!end.ok()) {
            throw new CopyFailure("cannot sftp copy file : the node's shell ended with " + end.exitCode() + ": "
                    + end.stderr().strip());
        }
        Map<String, String> facts = Dialogue.facts(end.stdout());
        if (facts.containsKey("problem")) {
            throw new CopyFailure("cannot sftp copy file : " + facts.get("problem"));
        }
        return facts;
    }

    /** Runs a command to its end; {@link IOException} when the connection breaks. */
    CommandEnd run(RemoteCommand command) throws IOException {
        return run(command, () -> {});
    }

    /** The same; {@code over} is run when it has ended, in whatever way. */
    CommandEnd run(RemoteCommand command, Runnable over) throws IOException {
        CompletableFuture<CommandEnd> running = nodes.run(node, command);
        var unused = running.whenComplete((end, error) -> over.run());
        CommandEnd end = watched(running);
        if (end.how() != How.EXITED) {
            throw new IOException("the connection to node '" + node + "' broke");
        }
        return end;
    }

    <T> T sftp(SftpWork<T> work) throws IOException {
        return watched(nodes.sftp(node, work));
    }

    /** SHA-256 of a file of ours, made on another thread; ends when this is cancelled. */
    CompletableFuture<String> digest(Path file) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return Digests.of(file, this::checkCancelled);
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                nodes.workers().blocking());
    }

    private <T> T watched(CompletableFuture<T> stage) throws IOException {
        current = stage;
        if (cancelled.getAsBoolean()) {
            stage.cancel(true);
        }
        return await(stage);
    }

    static <T> T await(CompletableFuture<T> stage) throws IOException {
        try {
            return stage.join();
        } catch (CompletionException e) {
            Throwable cause = SshNode.cause(e);
            if (cause instanceof IOException broken) {
                throw broken;
            }
            if (cause instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
