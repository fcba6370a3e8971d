package dev.muster.command;

import java.io.IOException;
import java.io.InputStream;
import sun.misc.Signal;

/** Turns Ctrl-C, SIGTERM and, when asked, the end of standard input into an orderly stop with exit code 0. */
final class StopSignal {
    private StopSignal() {}

    /** Runs the action, on a thread of its own, at the first of the two signals. A second signal ends the process at once. */
    static void onStop(Runnable action) {
        for (String name : new String[] {"INT", "TERM"}) {
            Signal signal = new Signal(name);
            Signal.handle(signal, received -> {
                Signal.handle(signal, again -> Runtime.getRuntime().halt(128 + again.getNumber()));
                action.run();
            });
        }
    }

    /** Runs the action when the input ends: a child whose parent was killed must not stay. */
    static void onEnd(InputStream input, Runnable action) {
        Thread watch = new Thread(() -> {
            drain(input);
            action.run();
        });
        watch.setName("parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private static void drain(InputStream input) {
        byte[] ignored = new byte[256];
        try {
            int read = 0;
            while (read >= 0) {
                read = input.read(ignored);
            }
        } catch (IOException e) {
            return;
        }
    }
}
