package dev.muster.links.ssh;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a tree: waits until the node is ready, says how it comes, streams the archive.
 * Tells a file of ours that cannot be read from a node that reads no further.
 */
final class TreeSending implements RemoteCommand.Input {
    private final Packing packing;
    private final Dialogue dialogue;
    private final boolean onlyIfEmpty;
    private final LongConsumer sent;
    private volatile @Nullable IOException failure;

    /** What is sent. */
    interface Packing {
        /** Whether it is compressed. */
        boolean compressible() throws IOException;

        /** Writes all of it and tells how many bytes of files went out since it was last told. */
        void writeTo(boolean compress, OutputStream out, LongConsumer sent) throws IOException;
    }

    /** Sends nothing to a directory that has entries already when {@code onlyIfEmpty}. */
    TreeSending(Packing packing, Dialogue dialogue, boolean onlyIfEmpty, LongConsumer sent) {
        this.packing = packing;
        this.dialogue = dialogue;
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
            boolean compress = packing.compressible();
            outlet.write((compress ? "gzip\n" : "plain\n").getBytes(StandardCharsets.US_ASCII));
            packing.writeTo(compress, outlet, sent);
        } catch (IOException e) {
            if (!outlet.broken()) {
                failure = e;
            }
            throw e;
        }
    }
}
