package dev.muster.links.ssh;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Writes entries of a tree as an archive whose last entry is a list of the digests of its files. The same entries give the same bytes.
 *
 * @param list name of the last entry
 */
record Packer(CopyRequest request, List<Tree.Entry> entries, String list) implements TreeSending.Packing {
    @Override
    public boolean compressible() throws IOException {
        return Likely.compressible(request.source(), entries);
    }

    @Override
    public void writeTo(boolean compress, OutputStream out, LongConsumer sent) throws IOException {
        try (OutputStream packed = compress ? TarStream.gzip(kept(out)) : kept(out)) {
            Map<String, String> digests = new HashMap<>();
            TarStream tar = new TarStream(request, sent, digests, packed);
            for (Tree.Entry entry : entries) {
                tar.add(request.source(), entry);
            }
            tar.add(list, lines(digests));
            tar.finish();
        }
    }

    /** Not closed with what writes to it, which happens after a failure too. */
    private static OutputStream kept(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                out.flush();
            }
        };
    }

    private byte[] lines(Map<String, String> digests) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (Tree.Entry entry : entries) {
            String digest = digests.get(entry.name());
            if (digest != null) {
                lines.writeBytes(line(digest, "./" + entry.name()).getBytes(StandardCharsets.UTF_8));
            }
        }
        return lines.toByteArray();
    }

    /** As sha256sum writes it. */
    private static String line(String digest, String name) {
        String escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
        return (escaped.equals(name) ? "" : "\\") + digest + "  " + escaped + "\n";
    }
}
