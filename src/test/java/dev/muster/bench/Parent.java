package dev.muster.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

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

    /** Answers each line of the script with one line, until the script has ended or closed its side. */
    static void answerLines(Work work) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            tell(work.answer(line.split(" ")));
        }
        Runtime.getRuntime().halt(0);
    }

    /** What a line asks for. */
    @FunctionalInterface
    interface Work {
        String answer(String[] words) throws Exception;
    }
}
