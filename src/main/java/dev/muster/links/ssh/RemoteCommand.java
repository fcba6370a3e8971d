package dev.muster.links.ssh;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is to be run on a node.
 *
 * @param text command line for the login shell of the node's user
 * @param input writes its standard input
 * @param timeout longest run; null for no limit
 * @param silence longest time without output; null for no limit
 * @param live told of output as it comes
 */
public record RemoteCommand(
        String text, Input input, @Nullable Duration timeout, @Nullable Duration silence, Live live) {
    /** Where output goes besides the result; called on threads that must not be blocked. */
    public interface Live {
        /** Bytes of one of the two streams, at the end of what came before. */
        void output(boolean stderr, byte[] bytes, int offset, int length);
    }

    /** What a command reads. */
    public interface Input {
        /** Writes all of it, on a thread that may block; fails when the command does not read on. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** The input of a command that reads nothing. */
    static final Input NOTHING = out -> {};

    /** No limits, no input. */
    public static RemoteCommand of(String text) {
        return new RemoteCommand(text, NOTHING, null, null, (stderr, bytes, offset, length) -> {});
    }

    /** A script for a plain POSIX shell, whatever the login shell is. */
    static RemoteCommand script(String script) {
        return of("exec sh -c " + ShellWords.quote(script));
    }

    /** The same with a time limit. */
    public RemoteCommand within(@Nullable Duration limit) {
        return new RemoteCommand(text, input, limit, silence, live);
    }

    /** The same with a limit for the time without output. */
    public RemoteCommand silentFor(@Nullable Duration limit) {
        return new RemoteCommand(text, input, timeout, limit, live);
    }

    /** The same with an input. */
    public RemoteCommand reading(byte[] bytes) {
        return reading(out -> out.write(bytes));
    }

    /** The same with an input that is made while the command reads. */
    public RemoteCommand reading(Input other) {
        return new RemoteCommand(text, other, timeout, silence, live);
    }

    /** The same with a listener. */
    public RemoteCommand telling(Live listener) {
        return new RemoteCommand(text, input, timeout, silence, listener);
    }
}
