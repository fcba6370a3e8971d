package dev.muster.links.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a tree: waits until the node is ready, says how it comes, streams the archive, with the digests of its files as the last
 * entry. Tells a file of ours that cannot be read from a node that reads no further.
 */
final class TreeSending implements RemoteCommand.Input {
    private final CopyRequest request;
    private final List<Tree.Entry> entries;
    private final Dialogue dialogue;
    private final String list;
    private final boolean onlyIfEmpty;
    private final LongConsumer sent;
    private volatile @Nullable IOException failure;

    /** Sends nothing to a directory that has entries already when {@code onlyIfEmpty}; {@code list} is the name of the last entry. */
    TreeSending(
            CopyRequest request,
            List<Tree.Entry> entries,
            Dialogue dialogue,
            String list,
            boolean onlyIfEmpty,
            LongConsumer sent) {
        this.request = request;
        this.entries = entries;
        this.dialogue = dialogue;
        this.list = list;
        this.onlyIfEmpty = onlyIfEmpty;
        this.sent = sent;
    }

    /** Why our side could not go on; null when it could. */
    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        Map<String, String> facts = dialogue.facts();
        boolean there = onlyIfEmpty && facts.containsKey("filled") && facts.containsKey("sha256sum");
        if (!facts.containsKey("ready") || there) {
            return;
        }
        Outlet outlet = new Outlet(out);
        try {
            boolean compress = Likely.compressible(request.source(), entries);
            outlet.write((compress ? "gzip\n" : "plain\n").getBytes(StandardCharsets.US_ASCII));
            try (OutputStream packed = compress ? TarStream.gzip(outlet) : outlet) {
                archive(packed);
            }
        } catch (IOException e) {
            if (!outlet.broken()) {
                failure = e;
            }
            throw e;
        }
    }

    private void archive(OutputStream out) throws IOException {
        Map<String, String> digests = new HashMap<>();
        TarStream tar = new TarStream(request, sent, digests, out);
        for (Tree.Entry entry : entries) {
            tar.add(request.source(), entry);
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        digests.forEach(
                (name, digest) -> lines.writeBytes(line(digest, "./" + name).getBytes(StandardCharsets.UTF_8)));
        tar.add(list, lines.toByteArray());
        tar.finish();
    }

    /** As sha256sum writes it. */
    private static String line(String digest, String name) {
        String escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
        return (escaped.equals(name) ? "" : "\\") + digest + "  " + escaped + "\n";
    }
}
