package dev.muster.streams.type;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;

/** The lines of a data file beside these classes, without comments. */
final class Table {
    private Table() {}

    /** Lines that neither are empty nor begin with {@code #} and a blank. */
    static List<String> lines(String file) {
        InputStream found = Table.class.getResourceAsStream(file);
        if (found == null) {
            throw new IllegalStateException("the program was built without its file " + file);
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(found, UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("# "))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, each split at its tabs. */
    static List<String[]> rows(String file) {
        return lines(file).stream().map(line -> line.split("\t")).toList();
    }
}
