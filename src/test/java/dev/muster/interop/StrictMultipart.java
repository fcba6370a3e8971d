package dev.muster.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes multipart documents apart as strictly as the published client's parser: CRLF only, a boundary parameter, a final delimiter. */
final class StrictMultipart {
    private static final Pattern TYPE =
            Pattern.compile("multipart/form-data; boundary=([0-9A-Za-z'()+_,./:=?-]{1,70})");
    private static final Pattern DISPOSITION =
            Pattern.compile("form-data; name=\"([^\"\\r\\n]+)\"(?:; filename=\"([^\"\\r\\n]+)\")?");

    private StrictMultipart() {}

    /** A part: its name, its file name or the empty text, its headers in small letters, its content. */
    record Part(String name, String fileName, Map<String, String> headers, byte[] content) {}

    static List<Part> parse(String contentType, byte[] body) {
        Matcher type = TYPE.matcher(contentType);
        require(type.matches(), "content type '" + contentType + "' has no usable boundary");
        String delimiter = "--" + type.group(1);
        String text = "\r\n" + new String(body, ISO_8859_1);
        List<Part> parts = new ArrayList<>();
        int at = next(text, delimiter, 0);
        while (true) {
            at += 2 + delimiter.length();
            if (text.startsWith("--", at)) {
                String rest = text.substring(at + 2);
                require(rest.isEmpty() || rest.equals("\r\n"), "something follows the final delimiter: " + rest);
                return parts;
            }
            require(text.startsWith("\r\n", at), "the delimiter does not end its line with CRLF");
            int end = next(text, delimiter, at);
            parts.add(part(text.substring(at + 2, end)));
            at = end;
        }
    }

    private static int next(String text, String delimiter, int from) {
        int at = text.indexOf("\r\n" + delimiter, from);
        require(at >= 0, "a delimiter is missing, also the final one counts");
        return at;
    }

    private static Part part(String text) {
        int blank = text.indexOf("\r\n\r\n");
        require(blank >= 0, "a part has no blank line after its headers");
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : text.substring(0, blank).split("\r\n")) {
            int colon = line.indexOf(": ");
            require(colon > 0 && line.indexOf('\n') < 0 && line.indexOf('\r') < 0, "'" + line + "' is no header");
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
        }
        Matcher disposition = DISPOSITION.matcher(headers.getOrDefault("content-disposition", ""));
        require(disposition.matches(), "a part has no usable content-disposition: " + headers);
        String file = disposition.group(2) == null ? "" : disposition.group(2);
        return new Part(
                disposition.group(1), file, headers, text.substring(blank + 4).getBytes(ISO_8859_1));
    }

    private static void require(boolean good, String problem) {
        if (!good) {
            throw new Unacceptable(problem);
        }
    }
}
