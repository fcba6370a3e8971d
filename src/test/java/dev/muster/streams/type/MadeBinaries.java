package dev.muster.streams.type;

import static dev.muster.streams.type.Made.file;
import static dev.muster.streams.type.Made.laid;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Programs, pictures, sounds, films, and other files with a head of their own. */
final class MadeBinaries {
    private static final short EXECUTABLE = 0x102;
    private static final short LIBRARY = 0x2102;
    private static final short I386 = 0x14c;
    private static final short X86_64 = (short) 0x8664;

    private MadeBinaries() {}

    static List<Made> all() {
        List<Made> all = new ArrayList<>(programs());
        all.addAll(pictures());
        all.addAll(others());
        return all;
    }

    private static List<Made> programs() {
        return List.of(
                file("a.exe", "executable/windows/pe32", pe(I386, EXECUTABLE, (short) 0x10b)),
                file("a64.exe", "executable/windows/pe64", pe(X86_64, EXECUTABLE, (short) 0x20b)),
                file("a.dll", "executable/windows/dll32", pe(I386, LIBRARY, (short) 0x10b)),
                file("a64.dll", "executable/windows/dll64", pe(X86_64, LIBRARY, (short) 0x20b)),
                file(
                        "old.exe",
                        "executable/windows/dos",
                        laid(512, 0, "MZ\u0080\0\1\0\0\0\4\0\20\0\u00ff\u00ff", 24, "\u001c")),
                file("tiny.exe", "unknown", laid(32, 0, "MZ\u0080\0\1\0\0\0\4\0\20\0\u00ff\u00ff", 24, "\u001c")),
                file("elf64", "executable/linux/elf64", elf(2, 1, 2, 62)),
                file("elf32", "executable/linux/elf32", elf(1, 1, 2, 3)),
                file("lib64.so", "executable/linux/so64", elf(2, 1, 3, 62)),
                file("lib32.so", "executable/linux/so32", elf(1, 1, 3, 3)),
                file("object.o", "executable/linux/elf64", elf(2, 1, 1, 62)),
                file("mach64", "executable/mach-o", laid(64, 0, 0xfeedfacf, 4, 0x01000007, 8, 3, 12, 2)),
                file("mach32", "executable/mach-o", laid(64, 0, 0xfeedface, 4, 7, 8, 3, 12, 2)),
                file("A.class", "java/class", laid(64, 0, "\u00ca\u00fe\u00ba\u00be\0\0\0\u0034\0\u0020")),
                file("a.dex", "android/apk", laid(112, 0, "dex\n035\0")).onTika("unknown"),
                file("a.pyc", "python/bytecode", laid(64, 0, "\u006f\r\r\n")).onTika("unknown"),
                file("a.lnk", "meta/shortcut/windows", laid(128, 0, 76, 4, 0x00021401, 12, "\u00c0\0\0\0\0\0\0F"))
                        .onTika("unknown"));
    }

    private static List<Made> pictures() {
        String png = "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\2\0\0\0";
        return List.of(
                file("a.png", "image/png", laid(64, 0, png)),
                file("a.gif", "image/gif", laid(32, 0, "GIF89a\1\0\1\0")),
                file("a.jpg", "image/jpg", laid(64, 0, "\u00ff\u00d8\u00ff\u00e0\0\20JFIF\0\1\1")),
                file(
                        "a.bmp",
                        "image/bmp",
                        laid(96, 0, "BM", 2, 96, 10, 54, 14, 40, 18, 1, 22, 1, 26, (short) 1, 28, (short) 24)),
                file("a.tiff", "image/tiff", laid(64, 0, "II*\0\10\0\0\0")),
                file("a.webp", "image/webp", laid(64, 0, "RIFF\u0038\0\0\0WEBPVP8 ")),
                file("a.ico", "image/icon", laid(1024, 0, "\0\0\1\0\1\0\20\20\0\0\1\0\40\0", 14, 960, 18, 22, 22, 40)),
                file("a.wmf", "image/wmf", laid(64, 0, 0x9ac6cdd7)),
                file("a.mid", "audio/midi", laid(32, 0, "MThd\0\0\0\6\0\1\0\1\0\140")),
                file("a.wav", "audio/wav", laid(64, 0, "RIFF\u0038\0\0\0WAVEfmt \20\0\0\0\1\0\1\0")),
                file("a.mp3", "audio/mp3", laid(64, 0, "\u00ff\u00fb\u0090\0")),
                file("a.ogg", "audio/ogg", laid(64, 0, "OggS\0\2", 28, "\1vorbis")),
                file("a.avi", "video/avi", laid(64, 0, "RIFF\u0038\0\0\0AVI LIST")),
                file("a.mp4", "video/mp4", laid(64, 0, "\0\0\0\30ftypmp42\0\0\0\0mp42isom")),
                file("a.mov", "video/quicktime", laid(64, 0, "\0\0\0\24ftypqt  \0\0\2\0qt  ")),
                file(
                        "a.wmv",
                        "video/asf",
                        laid(
                                64,
                                0,
                                "\u0030\u0026\u00b2\u0075\u008e\u0066\u00cf\u0011\u00a6\u00d9\0\u00aa\0\u0062\u00ce\u006c")),
                file("a.swf", "audiovisual/flash", laid(64, 0, "FWS\10", 4, 64, 8, "\u0078")));
    }

    private static List<Made> others() {
        return List.of(
                file("a.sqlite", "db/sqlite", laid(128, 0, "SQLite format 3\0\20\0\1\1\0\100\40\40")),
                file(
                        "a.pcap",
                        "network/tcpdump",
                        laid(64, 0, 0xa1b2c3d4, 4, (short) 2, 6, (short) 4, 16, 65_535, 20, 1)),
                file("a.torrent", "application/torrent", laid(64, 0, "d8:announce20:http://127.0.0.1/anne")),
                file("a.mo", "resource/mo", laid(64, 0, 0x950412de, 8, 1, 12, 28, 16, 36))
                        .onTika("unknown"),
                file("a.otf", "resource/font/opentype", laid(64, 0, "OTTO\0\11\0\u0080\0\3\0\20")),
                file(
                                "new.evtx",
                                "metadata/sysmon/evt",
                                laid(4096, 0, "ElfFile\0", 32, 128, 36, (short) 2, 38, (short) 3, 40, (short) 4096))
                        .onTika("unknown"),
                file("zeros", "unknown", new byte[512]),
                file("noise", "unknown", noise()));
    }

    private static byte[] pe(short machine, short traits, short magic) {
        int optional = magic == 0x20b ? 240 : 224;
        return laid(
                1024,
                0,
                "MZ\u0090\0\3\0\0\0\4\0\0\0\u00ff\u00ff",
                24,
                "\u0040",
                60,
                128,
                128,
                "PE\0\0",
                132,
                machine,
                134,
                (short) 1,
                148,
                (short) optional,
                150,
                traits,
                152,
                magic,
                152 + 68,
                (short) 2,
                152 + optional,
                ".text");
    }

    private static byte[] elf(int bits, int order, int kind, int machine) {
        return laid(
                128, 0, "\u007fELF" + (char) bits + (char) order + "\1", 16, (short) kind, 18, (short) machine, 20, 1);
    }

    private static byte[] noise() {
        byte[] noise = new byte[4096];
        new Random(7).nextBytes(noise);
        noise[0] = 0;
        noise[1] = (byte) 0x9c;
        return noise;
    }
}
