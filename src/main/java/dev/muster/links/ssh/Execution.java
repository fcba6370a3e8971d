package dev.muster.links.ssh;

import dev.muster.links.ssh.CommandEnd.How;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelListener;
import org.jspecify.annotations.Nullable;

/**
 * One command on one channel. The shell first tells its process id, which is the id of its process group too, so that all of it can be
 * ended: servers do not end a command because its channel closes, and refuse signals for root. Needs no thread while it waits.
 */
final class Execution implements ChannelListener {
    /** After the exit of a command whose output something in the background still holds open. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** How long a command that is given up has to tell its process id; one that has not begun by then never begins. */
    private static final Duration ID_LIMIT = Duration.ofSeconds(5);

    private final RemoteCommand command;
    private final ClientSession session;
    private final Workers workers;
    private final Killing killing;
    private final Capture out;
    private final Capture err;
    private final ChannelExec channel;
    private final CompletableFuture<CommandEnd> done = new CompletableFuture<>();
    private final CompletableFuture<CommandEnd> over = new CompletableFuture<>();
    private final AtomicBoolean exiting = new AtomicBoolean();
    private final Instant start = Instant.now();
    private volatile long heard = System.nanoTime();
    private final CompletableFuture<Long> process = new CompletableFuture<>();
    private volatile boolean opened;

    private Execution(RemoteCommand command, ClientSession session, Workers workers, Killing killing, int cap)
            throws IOException {
        String mark = "muster-" + UUID.randomUUID() + ":";
        this.command = command;
        this.session = session;
        this.workers = workers;
        this.killing = killing;
        this.out = new Capture(false, cap, command.live(), this::heard, mark, process::complete);
        this.err = new Capture(true, cap, command.live(), this::heard, "", id -> {});
        this.channel = session.createExecChannel(marked(command.text(), mark));
        channel.setOut(out);
        channel.setErr(err);
    }

    /** Starts the command; the stage fails with {@link SshNode.NotBegun} when the session is broken. */
    static Execution start(RemoteCommand command, ClientSession session, Workers workers, Killing killing, int cap) {
        try {
            Execution execution = new Execution(command, session, workers, killing, cap);
            execution.open();
            return execution;
        } catch (IOException | RuntimeException e) {
            throw new SshNode.NotBegun(e);
        }
    }

    /** The result, as soon as it is known. */
    CompletableFuture<CommandEnd> done() {
        return done;
    }

    /** The same when the server has no channel and no process of this command any more. */
    CompletableFuture<CommandEnd> over() {
        return over;
    }

    /** Ends the command and its processes. */
    void cancel() {
        end(How.CANCELLED);
    }

    @Override
    public void channelStateChanged(Channel changed, String hint) {
        Set<ClientChannelEvent> state = channel.getChannelState();
        boolean over = state.contains(ClientChannelEvent.EOF) || state.contains(ClientChannelEvent.CLOSED);
        if (exited() && over) {
            finish(How.EXITED);
        } else if (exited() && exiting.compareAndSet(false, true)) {
            var unused = workers.timer().schedule(() -> finish(How.EXITED), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } else if (state.contains(ClientChannelEvent.CLOSED)) {
            lost();
        }
    }

    /** Comes before the channel's state says so. */
    @Override
    public void channelClosed(Channel changed, @Nullable Throwable reason) {
        if (exited()) {
            finish(How.EXITED);
        } else {
            lost();
        }
        process.complete(0L);
    }

    private boolean exited() {
        return channel.getExitStatus() != null || channel.getExitSignal() != null;
    }

    /** A shell that cannot tell its id, because its command was given up meanwhile, ends there. */
    private static String marked(String text, String mark) {
        String script = "exec sh -c '";
        String told = "echo " + mark + "$$||exit 1;";
        return text.startsWith(script) ? script + told + text.substring(script.length()) : told + text;
    }

    private void open() throws IOException {
        channel.addChannelListener(this);
        channel.open().addListener(future -> {
            if (future.isOpened()) {
                opened = true;
                if (command.input() == RemoteCommand.NOTHING) {
                    feed(); // without a thread: nothing can block
                } else {
                    workers.blocking().execute(this::feed);
                }
                limit();
            } else {
                fail(
                        session.isOpen() && future.getException() != null
                                ? future.getException()
                                : new SshNode.NotBegun(future.getException()));
            }
        });
    }

    private void feed() {
        try (OutputStream in = channel.getInvertedIn()) {
            command.input().writeTo(in);
        } catch (IOException | CancellationException e) {
            return; // the command does not read all of its input, or was given up
        }
    }

    private void limit() {
        Duration timeout = command.timeout();
        if (timeout != null) {
            var timer = workers.timer().schedule(() -> end(How.TIMED_OUT), timeout.toMillis(), TimeUnit.MILLISECONDS);
            var unused = done.whenComplete((end, error) -> timer.cancel(false));
        }
        if (command.silence() != null) {
            watchSilence(command.silence().toNanos());
        }
    }

    private void watchSilence(long longest) {
        long left = longest - (System.nanoTime() - heard);
        if (left <= 0) {
            end(How.TIMED_OUT);
        } else if (!done.isDone()) {
            var unused = workers.timer().schedule(() -> watchSilence(longest), left, TimeUnit.NANOSECONDS);
        }
    }

    private void heard() {
        heard = System.nanoTime();
    }

    /** The result is there at once; the processes are ended as soon as their id is known. */
    private void end(How how) {
        if (finish(how)) {
            var late = workers.timer().schedule(this::leave, ID_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            var unused = process.thenCompose(id -> {
                        late.cancel(false);
                        return killing.of(session, id);
                    })
                    .whenComplete((ended, error) -> leave());
        }
    }

    /** Closes the channel with the server's consent, or soon without it. */
    private void leave() {
        var late = workers.timer().schedule(() -> channel.close(true), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        channel.close(false).addListener(closed -> late.cancel(false));
    }

    private void fail(Throwable error) {
        if (done.completeExceptionally(error)) {
            over.completeExceptionally(error);
        }
        process.complete(0L);
    }

    private void lost() {
        if (opened) {
            finish(How.LOST);
        } else {
            fail(new SshNode.NotBegun(null));
        }
    }

    private boolean finish(How how) {
        CommandEnd end = new CommandEnd(
                how,
                how == How.EXITED ? exitCode() : null,
                out.text(),
                err.text(),
                out.truncated(),
                err.truncated(),
                start,
                Instant.now());
        boolean first = done.complete(end);
        if (first && (how == How.EXITED || how == How.LOST)) {
            channel.close(how == How.LOST);
            over.complete(end);
        } else if (first) {
            channel.addCloseFutureListener(closed -> over.complete(end));
        }
        return first;
    }

    private int exitCode() {
        Integer status = channel.getExitStatus();
        return status != null ? status : 128 + Signals.number(channel.getExitSignal());
    }
}
