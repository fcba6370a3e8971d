package dev.muster.links.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.Deflater;

/** Guesses from samples whether compressing is worth its time. */
final class Likely {
    private static final int SAMPLES = 16;
    private static final int SAMPLE = 16 * 1024;

    private Likely() {}

    /** True when the starts of some of the files shrink by a fifth or more. */
    static boolean compressible(Path root, List<Tree.Entry> entries) throws IOException {
        List<Tree.Entry> files =
                entries.stream().filter(entry -> entry.size() > 0).toList();
        long read = 0;
        long packed = 0;
        int step = Math.max(1, files.size() / SAMPLES);
        for (int i = 0; i < files.size(); i += step) {
            byte[] start;
            try (InputStream in = Files.newInputStream(root.resolve(files.get(i).path()))) {
                start = in.readNBytes(SAMPLE);
            }
            read += start.length;
            packed += packed(start);
        }
        return packed * 5 < read * 4;
    }

    private static int packed(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            return deflater.deflate(new byte[bytes.length + 1024]);
        } finally {
            deflater.end();
        }
    }
}
