package dev.muster.bench;

import java.io.IOException;
import java.io.InputStream;

/** The script that started this process, seen through standard input. */
final class Parent {
    private Parent() {}

    /** Tells the script one line, for example that the process is ready. */
    @SuppressWarnings("SystemOut")
    static void tell(String line) {
        System.out.println(line);
        System.out.flush();
    }

    /** Ends this process when the script has ended or closed its side, whatever else runs here. */
    static void endWithInput() {
        InputStream input = System.in;
        Thread watcher = new Thread(
                () -> {
                    try {
                        while (input.read() >= 0) {
                            // nothing that comes means anything
                        }
                    } catch (IOException e) {
                        Parent.tell("input is gone: " + e.getMessage());
                    }
                    Runtime.getRuntime().halt(0);
                },
                "parent");
        watcher.setDaemon(true);
        watcher.start();
    }
}
