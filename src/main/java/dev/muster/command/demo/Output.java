package dev.muster.command.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Writes whole lines of many processes to one stream, each with a name in front. Thread-safe. */
public final class Output {
    private final PrintWriter out;
    private final int width;

    /** Lines go to the writer; names are padded to that width. */
    public Output(PrintWriter out, int width) {
        this.out = out;
        this.width = width;
    }

    /** Writes one line. */
    public void line(String name, String text) {
        synchronized (out) {
            out.println(name + " ".repeat(Math.max(0, width - name.length())) + " | " + text);
            out.flush();
        }
    }

    /** Copies lines until the stream ends. */
    void copy(String name, InputStream in) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            String text = lines.readLine();
            while (text != null) {
                line(name, text);
                text = lines.readLine();
            }
        } catch (IOException e) {
            line(name, "(its output cannot be read any more: " + e.getMessage() + ")");
        }
    }
}
