package dev.muster.links.ssh;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;

/** The nodes that are reached by SSH, with one kept session each. Thread-safe; no static state. */
public final class SshNodes implements AutoCloseable {
    private final SshSettings settings;
    private final Workers workers;
    private final SshDialer dialer;
    private final Map<String, SshNode> nodes = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor timer;

    /** Uses threads of {@code blocking} for what blocks: key files, name look-ups, transfers; it must not run out of them. */
    public SshNodes(SshSettings settings, Executor blocking) {
        this.settings = settings;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "ssh-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        this.workers = new Workers(blocking, timer);
        this.dialer = new SshDialer(settings, blocking);
    }

    /**
     * Adds a node, or changes how it is reached: a session under another definition is closed.
     *
     * @return true when there was another definition before
     */
    public boolean define(SshTarget target) {
        SshNode before = nodes.get(target.node());
        if (before != null && before.target().equals(target)) {
            return false;
        }
        SshNode replaced = nodes.put(target.node(), new SshNode(target, dialer, settings.channels(), workers));
        if (replaced != null) {
            replaced.close();
        }
        return replaced != null;
    }

    /** Forgets a node and closes its session. */
    public void remove(String node) {
        SshNode before = nodes.remove(node);
        if (before != null) {
            before.close();
        }
    }

    /** Closes the session of a node; the next use opens another (PROXYCLOSECONNECTION). */
    public void disconnect(String node) {
        SshNode known = nodes.get(node);
        if (known != null) {
            known.drop();
        }
    }

    /** Ids of the nodes that are defined. */
    public Set<String> ids() {
        return Set.copyOf(nodes.keySet());
    }

    /** Ids of the nodes with an open session, ordered. */
    public List<String> connected() {
        return nodes.values().stream()
                .filter(SshNode::connected)
                .map(node -> node.target().node())
                .sorted()
                .toList();
    }

    /** Opens the session of a node, if there is none, or fails with {@link ConnectFailure}. */
    public CompletableFuture<Void> connect(String node) {
        return node(node).session().thenAccept(open -> {});
    }

    /**
     * Runs a command. The stage fails with {@link ConnectFailure} without a session; however the command ends, it is completed. Cancelling
     * it ends the command's processes.
     */
    public CompletableFuture<CommandEnd> run(String node, RemoteCommand command) {
        CompletableFuture<CommandEnd> result = new CompletableFuture<>();
        SshNode known = node(node);
        var unused = known.<CommandEnd>use(session -> {
                    if (result.isDone()) {
                        return CompletableFuture.failedFuture(new CancellationException());
                    }
                    Execution execution =
                            Execution.start(command, session, workers, known.killing(), settings.outputCap());
                    var unusedDone = execution.done().thenAccept(result::complete);
                    var unusedResult = result.whenComplete((end, error) -> execution.cancel());
                    return execution.over();
                })
                .whenComplete((end, error) -> {
                    if (error == null) {
                        result.complete(end);
                    } else {
                        result.completeExceptionally(SshNode.cause(error));
                    }
                });
        return result;
    }

    /** Does something with an SFTP channel of its own, on a thread that may block. */
    <T> CompletableFuture<T> sftp(String node, Remote.SftpWork<T> work) {
        return node(node)
                .use(session -> CompletableFuture.supplyAsync(
                        () -> {
                            try (SftpClient sftp = open(session)) {
                                return work.with(sftp);
                            } catch (IOException e) {
                                throw new CompletionException(e);
                            }
                        },
                        workers.blocking()));
    }

    private static SftpClient open(ClientSession session) throws IOException {
        try {
            return SftpClientFactory.instance().createSftpClient(session);
        } catch (IOException | RuntimeException e) {
            if (!session.isOpen()) {
                throw new SshNode.NotBegun(e);
            }
            throw e;
        }
    }

    /** Closes all sessions. */
    @Override
    public void close() {
        Set.copyOf(nodes.keySet()).forEach(this::remove);
        dialer.close();
        timer.shutdownNow();
    }

    SshNode node(String id) {
        SshNode known = nodes.get(id);
        if (known == null) {
            throw new MusterException(
                    ErrorCode.NODE_NOT_FOUND, "'" + id + "' is not a node reached by SSH", Set.of(id));
        }
        return known;
    }

    Workers workers() {
        return workers;
    }
}
