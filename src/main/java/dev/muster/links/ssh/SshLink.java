package dev.muster.links.ssh;

import dev.muster.links.Link;
import dev.muster.model.Arguments;
import dev.muster.model.Envelope;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Mapping;
import dev.muster.model.MusterException;
import dev.muster.model.Outcome;
import dev.muster.model.Reply;
import dev.muster.model.Target;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The link to a node that runs nothing of ours: operations are done from here, with what its shell and SFTP offer, and answer as a node with
 * an agent does: {@code command.run}, {@code file.*}, {@code log.*} and {@code node.info}; any other is 3073. Thread-safe.
 */
public final class SshLink implements Link {
    private final String node;
    private final SshNodes nodes;
    private final Map<String, Work> operations = new LinkedHashMap<>();
    private final Set<Pending> pending = ConcurrentHashMap.newKeySet();

    private interface Work {
        Object with(Arguments arguments, Remote remote) throws IOException;
    }

    /** Speaks for one node; callers may do what {@code access} says. */
    public SshLink(String node, SshNodes nodes, SshAccess access, LineRules rules) {
        this.node = node;
        this.nodes = nodes;
        RemoteFiles files = new RemoteFiles(node, access);
        RemoteLogs logs = new RemoteLogs(node, access, rules);
        operations.put("command.run", new RemoteCommands(node, access, rules)::run);
        operations.put("file.list", files::list);
        operations.put("file.stat", files::stat);
        operations.put("file.read", files::read);
        operations.put("file.hash", files::hash);
        operations.put("file.write", new RemoteWriting(node, access)::write);
        operations.put("log.tail", logs::tail);
        operations.put("log.search", logs::search);
        operations.put("node.info", (arguments, remote) -> RemoteMachine.describe(node, remote));
    }

    /** Names of the operations that work over SSH. */
    public Set<String> operations() {
        return Set.copyOf(operations.keySet());
    }

    @Override
    public CompletionStage<List<Reply>> send(Envelope envelope, Consumer<Reply> progress) {
        List<CompletableFuture<Reply>> replies = envelope.targets().stream()
                .map(target -> one(envelope, target).thenApply(reply -> {
                    progress.accept(reply);
                    return reply;
                }))
                .toList();
        return CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
                .thenApply(all -> replies.stream().map(CompletableFuture::join).toList());
    }

    @Override
    public void cancel(String token) {
        pending.stream().filter(call -> call.token().equals(token)).forEach(call -> call.end(ErrorCode.CANCELLED));
    }

    @Override
    public int pending() {
        return pending.size();
    }

    private CompletableFuture<Reply> one(Envelope envelope, Target target) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        if (!target.node().equals(node)) {
            outcome.complete(
                    Failure.of(ErrorCode.NODE_NOT_CONNECTED, "'" + target.node() + "' is not behind '" + node + "'"));
        } else if (!operations.containsKey(envelope.action())) {
            outcome.complete(Failure.of(
                    ErrorCode.UNKNOWN_OPERATION, "'" + envelope.action() + "' on a node that is reached by SSH"));
        } else {
            start(envelope, outcome);
        }
        return outcome.thenApply(ended -> new Reply(target.node(), ended));
    }

    private void start(Envelope envelope, CompletableFuture<Outcome> outcome) {
        Remote remote = new Remote(nodes, node, outcome::isDone);
        Pending call = new Pending(envelope.token(), outcome, remote);
        pending.add(call);
        var unusedEnd = outcome.whenComplete((ended, error) -> pending.remove(call));
        if (!envelope.waitForComplete()) {
            var late = nodes.workers()
                    .timer()
                    .schedule(
                            () -> call.end(ErrorCode.TIMED_OUT),
                            envelope.remaining().toMillis(),
                            TimeUnit.MILLISECONDS);
            var unusedLate = outcome.whenComplete((ended, error) -> late.cancel(false));
        }
        nodes.workers().blocking().execute(() -> outcome.complete(done(envelope, remote)));
    }

    private Outcome done(Envelope envelope, Remote remote) {
        try {
            Object answer = operations.get(envelope.action()).with(envelope.arguments(), remote);
            return answer instanceof Outcome outcome ? outcome : mapping(answer);
        } catch (MusterException e) {
            return e.failure();
        } catch (CancellationException e) {
            return Failure.of(ErrorCode.CANCELLED);
        } catch (CopyFailure e) {
            return Failure.of(ErrorCode.PEER_ERROR, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Failure.of(ErrorCode.NO_ANSWER, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return Failure.of(ErrorCode.INTERNAL, e.toString());
        }
    }

    private static Mapping mapping(Object answer) {
        Map<String, Object> values = new LinkedHashMap<>();
        ((Map<?, ?>) answer).forEach((key, value) -> values.put(String.valueOf(key), value));
        return Mapping.of(values);
    }

    private record Pending(String token, CompletableFuture<Outcome> outcome, Remote remote) {
        void end(ErrorCode code) {
            outcome.complete(Failure.of(code));
            remote.cancel();
        }
    }
}
