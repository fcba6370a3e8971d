package dev.muster.streams.type;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.tika.Tika;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MimeTypeException;
import org.apache.tika.mime.MimeTypes;

/** Tika's mime types, with magic texts in libmagic's words, so that the same rules read both. */
final class TikaWords implements TypeLibrary {
    private static final String OLE = "Composite Document File V2 Document";
    private static final int CLASS_64 = 2;
    private static final int BIG_ENDIAN = 2;
    private static final List<String> ELF_KINDS =
            List.of("", "relocatable", "executable", "shared object", "core file");
    private static final Map<String, String> OLE_STREAMS = Map.of(
            "WordDocument", "Microsoft Word",
            "Workbook", "Microsoft Excel",
            "PowerPoint Document", "Microsoft PowerPoint",
            "VisioDocument", "Microsoft Visio",
            "EncryptedPackage", "CDFV2 Encrypted");

    private final MimeTypes types = MimeTypes.getDefaultMimeTypes();
    private final Map<String, String> words = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();

    TikaWords() {
        for (String[] row : Table.rows("tika.tsv")) {
            words.put(row[0], row[1]);
            if (row.length > 2) {
                names.put(row[0], row[2]);
            }
        }
    }

    @Override
    public String name() {
        String version = Tika.class.getPackage().getImplementationVersion();
        return "Tika" + (version == null ? "" : " " + version);
    }

    @Override
    public Labels labels(byte[] head) {
        String mime = mime(head);
        String base = mime.contains(";") ? mime.substring(0, mime.indexOf(';')) : mime;
        String magic = magic(head, base);
        return new Labels(
                List.of(magic.replaceAll("[^ -~]", ".")),
                List.of(
                        head.length == 0
                                ? "application/x-empty"
                                : magic.startsWith("Python")
                                        ? "text/x-script.python"
                                        : names.getOrDefault(base, base)));
    }

    private String mime(byte[] head) {
        try {
            return types.detect(new ByteArrayInputStream(head), new Metadata()).toString();
        } catch (IOException e) {
            return "application/octet-stream";
        }
    }

    private String magic(byte[] head, String mime) {
        if (head.length > 18 && head[0] == 0x7f && head[1] == 'E' && head[2] == 'L' && head[3] == 'F') {
            return elf(head);
        }
        if (mime.equals("application/x-tika-msoffice")) {
            return ole(head);
        }
        if (mime.equals("text/plain")) {
            return Texts.words(head);
        }
        if (mime.equals("application/x-sh")) {
            return Texts.script(head);
        }
        String known = words.get(mime);
        return known == null ? described(mime) : known;
    }

    private String described(String mime) {
        if (mime.equals("application/octet-stream")) {
            return "data";
        }
        try {
            String description = types.forName(mime).getDescription();
            return description.isEmpty() ? mime.substring(mime.indexOf('/') + 1) + " data" : description;
        } catch (MimeTypeException e) {
            return "data";
        }
    }

    private static String elf(byte[] head) {
        boolean big = head[5] == BIG_ENDIAN;
        int kind = big ? head[17] : head[16];
        return "ELF " + (head[4] == CLASS_64 ? "64" : "32") + "-bit " + (big ? "MSB" : "LSB") + " "
                + (kind > 0 && kind < ELF_KINDS.size() ? ELF_KINDS.get(kind) : "file");
    }

    private static String ole(byte[] head) {
        String text = new String(head, ISO_8859_1).replace("\0", "");
        return OLE_STREAMS.entrySet().stream()
                .filter(stream -> text.contains(stream.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .map(program -> program.startsWith("CDFV2") ? program : OLE + ", " + program)
                .orElse(OLE);
    }

    @Override
    public void close() {
        // Tika holds nothing
    }
}
