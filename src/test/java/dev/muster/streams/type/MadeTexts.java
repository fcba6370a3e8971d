package dev.muster.streams.type;

import static dev.muster.streams.type.Made.file;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Scripts, mail, markup, and texts in all encodings. */
final class MadeTexts {
    /** What Tika alone cannot tell from other text. */
    private static final Map<String, String> ON_TIKA = Map.of(
            "table.slk", "text/plain", "page.1", "text/plain", "hub.reg", "text/plain", "keys.ducky", "code/batch");

    private MadeTexts() {}

    static List<Made> all() throws IOException {
        List<Made> all = new ArrayList<>(written());
        String text = "Größe und Länge, vermessen.\nEin zweiter Satz.\n";
        all.add(file("utf8.txt", "text/plain", text.getBytes(UTF_8)));
        all.add(file("bom.txt", "text/plain", ('\ufeff' + text).getBytes(UTF_8)));
        all.add(file("latin.txt", "text/plain", text.getBytes(Charset.forName("ISO-8859-1"))));
        all.add(file("utf16le.txt", "text/plain", ('\ufeff' + text).getBytes(UTF_16LE)));
        all.add(file("utf16be.txt", "text/plain", ('\ufeff' + text).getBytes(UTF_16BE)));
        String script = "\ufeffparam ([string]$Name)\r\nWrite-Host $Name\r\n";
        all.add(file("utf16.ps1", "code/ps1", script.getBytes(UTF_16LE)));
        return all;
    }

    private static List<Made> written() throws IOException {
        List<Made> texts = new ArrayList<>();
        for (String each : resource().split("(?m)^=== ")) {
            if (!each.isEmpty()) {
                String[] header = each.substring(0, each.indexOf('\n')).split(" ");
                Made made = Made.text(header[0], header[1], content(header[0], each));
                texts.add(made.onTika(ON_TIKA.getOrDefault(header[0], header[1])));
            }
        }
        return texts;
    }

    private static String content(String name, String section) {
        String text = section.substring(section.indexOf('\n') + 1);
        return name.endsWith(".reg") ? text.replace("\n", "\r\n") : text;
    }

    private static String resource() throws IOException {
        try (InputStream in = Objects.requireNonNull(MadeTexts.class.getResourceAsStream("texts.txt"))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
