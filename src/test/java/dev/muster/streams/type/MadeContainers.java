package dev.muster.streams.type;

import static dev.muster.streams.type.Made.file;
import static dev.muster.streams.type.Made.laid;
import static dev.muster.streams.type.Made.zip;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/** Archives, and documents that are archives. */
final class MadeContainers {
    private static final byte[] CONTENT = "some content, again and again and again".getBytes(ISO_8859_1);

    private interface Packing {
        OutputStream around(OutputStream out) throws IOException;
    }

    private MadeContainers() {}

    static List<Made> all() throws IOException {
        List<Made> all = new ArrayList<>(zips());
        all.addAll(packed());
        all.addAll(headed());
        all.addAll(compound());
        return all;
    }

    private static List<Made> zips() {
        String types = "[Content_Types].xml";
        String odf = "mimetype=application/vnd.oasis.opendocument.";
        return List.of(
                file("plain.zip", "archive/zip", zip("a.txt", "b/c.txt")),
                file("empty.zip", "archive/zip", laid(22, 0, "PK\5\6")),
                file("app.apk", "android/apk", zip("META-INF/MANIFEST.MF", "AndroidManifest.xml", "classes.dex")),
                file("app.ipa", "ios/ipa", zip("Payload/Demo.app/Info.plist", "Payload/Demo.app/Demo")),
                file("lib.jar", "java/jar", zip("META-INF/MANIFEST.MF", "a/B.class")),
                file("classes.jar", "java/jar", zip("a/B.class", "a/C.class", "readme.txt")),
                file("letter.docx", "document/office/word", zip(types, "_rels/.rels", "word/document.xml")),
                file("table.xlsx", "document/office/excel", zip(types, "docProps/app.xml", "xl/workbook.xml")),
                file("slides.pptx", "document/office/powerpoint", zip(types, "_rels/.rels", "ppt/presentation.xml")),
                file("other.ooxml", "document/office/unknown", zip(types, "_rels/.rels", "visio/document.xml")),
                file("pack.nupkg", "archive/zip", zip(types, "_rels/.rels", "Demo.nuspec", "lib/a.dll")),
                file("text.odt", "document/odt/text", zip(odf + "text", "content.xml")),
                file("sheet.ods", "document/odt/spreadsheet", zip(odf + "spreadsheet", "content.xml")),
                file("slides.odp", "document/odt/presentation", zip(odf + "presentation", "content.xml")),
                file("drawing.odg", "document/odt/graphics", zip(odf + "graphics", "content.xml")),
                file("book.epub", "document/epub", zip("mimetype=application/epub+zip", "META-INF/container.xml")));
    }

    private static List<Made> packed() throws IOException {
        return List.of(
                file("a.gz", "archive/gzip", packed(GZIPOutputStream::new)),
                file("a.bz2", "archive/bzip2", packed(BZip2CompressorOutputStream::new)),
                file("a.zlib", "archive/zlib", packed(DeflaterOutputStream::new)),
                file("gnu.tar", "archive/tar", tar(TarArchiveOutputStream.BIGNUMBER_STAR)),
                file("a.cpio", "archive/cpio", cpio()),
                file("a.ar", "archive/ar", ar("a.txt")),
                file("a.deb", "archive/deb", ar("debian-binary", "control.tar.gz")));
    }

    private static List<Made> headed() {
        return List.of(
                file("a.xz", "archive/xz", laid(64, 0, "\u00fd7zXZ\0\0\4")),
                file("a.7z", "archive/7-zip", laid(64, 0, "7z\u00bc\u00af\u0027\u001c\0\4")),
                file("a.rar", "archive/rar", laid(64, 0, "Rar!\u001a\7\1\0")),
                file("a.cab", "archive/cabinet", laid(64, 0, "MSCF", 8, 64, 16, 44, 24, (short) 0x0103, 26, (short) 1)),
                file("a.rpm", "archive/rpm", laid(128, 0, "\u00ed\u00ab\u00ee\u00db\3\0\0\0\0\1demo-1.0")),
                file("a.zst", "archive/zstd", laid(64, 0, "\u0028\u00b5\u002f\u00fd")),
                file("a.iso", "archive/iso", laid(40_000, 32_768, "\1CD001\1\0", 34_816, "\u00ffCD001\1")),
                file("a.squashfs", "archive/squashfs", laid(512, 0, "hsqs", 4, 1, 12, 131_072, 28, (short) 4))
                        .onTika("unknown"),
                file("a.arj", "archive/arj", laid(64, 0, "\u0060\u00ea\u001e\0\u001e\7\1\0\20\0\2")),
                file("a.ace", "archive/ace", laid(64, 0, (short) 0x1234, 2, (short) 32, 7, "**ACE**\24\24"))
                        .onTika("unknown"),
                file("a.chm", "archive/chm", laid(96, 0, "ITSF\3\0\0\0\u0060\0\0\0\1")),
                file("a.tnef", "archive/tnef", laid(64, 0, 0x223e9f78, 4, (short) 1)),
                file("a.cart", "archive/cart", laid(64, 0, "CART", 4, (short) 1)),
                file("short.cart", "unknown", laid(38, 0, "CART", 4, (short) 1)),
                file("other.cart", "unknown", laid(64, 0, "CART", 4, (short) 2)));
    }

    private static List<Made> compound() {
        return List.of(
                file("letter.doc", "document/office/word", ole("WordDocument", 0x20906)),
                file("table.xls", "document/office/excel", ole("Workbook", 0x20820)),
                file("slides.ppt", "document/office/powerpoint", ole("PowerPoint Document", 0x64818d10)),
                file("other.ole", "document/office/ole", ole("Something", 0)).onTika("document/office/unknown"));
    }

    /** A compound file with one stream, empty, and the class of its program at the root. */
    private static byte[] ole(String stream, int program) {
        byte[] sector = laid(512, 0, 0xfffffffd, 4, 0xfffffffe, 8, 0xffffffff);
        Arrays.fill(sector, 8, 512, (byte) 0xff);
        byte[] id = program == 0x64818d10
                ? laid(
                        16,
                        0,
                        program,
                        4,
                        (short) 0x4f9b,
                        6,
                        (short) 0x11cf,
                        8,
                        "\u0086\u00ea\0\u00aa\0\u00b9\u0029\u00e8")
                : program == 0 ? new byte[16] : laid(16, 0, program, 8, "\u00c0\0\0\0\0\0\0F");
        byte[] root = entry("Root Entry", 5, 1);
        System.arraycopy(id, 0, root, 80, 16);
        byte[] masters = new byte[436];
        Arrays.fill(masters, (byte) 0xff);
        byte[] file = laid(
                1536,
                0,
                "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1",
                24,
                (short) 0x3e,
                26,
                (short) 3,
                28,
                (short) 0xfffe,
                30,
                (short) 9,
                32,
                (short) 6,
                44,
                1,
                48,
                1,
                56,
                4096,
                60,
                0xfffffffe,
                68,
                0xfffffffe,
                76,
                masters,
                76,
                0,
                512,
                sector,
                1024,
                root);
        System.arraycopy(entry(stream, 2, -1), 0, file, 1024 + 128, 128);
        return file;
    }

    private static byte[] entry(String name, int kind, int child) {
        byte[] text = name.getBytes(UTF_16LE);
        return laid(
                128,
                0,
                text,
                64,
                (short) (text.length + 2),
                66,
                (short) (kind | 0x100),
                68,
                -1,
                72,
                -1,
                76,
                child,
                116,
                0xfffffffe);
    }

    private static byte[] packed(Packing packing) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream in = packing.around(out)) {
            in.write(CONTENT);
        }
        return out.toByteArray();
    }

    private static byte[] tar(int numbers) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            tar.setBigNumberMode(numbers);
            TarArchiveEntry entry = new TarArchiveEntry("a.txt");
            entry.setSize(CONTENT.length);
            tar.putArchiveEntry(entry);
            tar.write(CONTENT);
            tar.closeArchiveEntry();
        }
        return out.toByteArray();
    }

    private static byte[] cpio() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CpioArchiveOutputStream cpio = new CpioArchiveOutputStream(out)) {
            cpio.putArchiveEntry(new CpioArchiveEntry("a.txt", CONTENT.length));
            cpio.write(CONTENT);
            cpio.closeArchiveEntry();
        }
        return out.toByteArray();
    }

    private static byte[] ar(String... names) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ArArchiveOutputStream ar = new ArArchiveOutputStream(out)) {
            for (String name : names) {
                byte[] content = name.equals("debian-binary") ? "2.0\n".getBytes(ISO_8859_1) : CONTENT;
                ar.putArchiveEntry(new ArArchiveEntry(name, content.length));
                ar.write(content);
                ar.closeArchiveEntry();
            }
        }
        return out.toByteArray();
    }
}
