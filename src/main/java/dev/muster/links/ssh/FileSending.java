package dev.muster.links.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a file: waits until the node is ready, says from where it comes, streams the rest. Stops when the node says that it
 * cannot write, and sends nothing when the node has the content.
 */
final class FileSending implements RemoteCommand.Input, RemoteCommand.Live {
    private static final int BLOCK = 128 * 1024;

    private final CopyRequest request;
    private final long size;
    private final CompletableFuture<String> digest;
    private final LongConsumer sent;
    private final Progress progress;
    private final Remote remote;
    private final Dialogue dialogue = new Dialogue();
    private volatile boolean complaint;
    private volatile boolean skipped;
    private volatile @Nullable IOException failure;

    FileSending(
            CopyRequest request,
            long size,
            CompletableFuture<String> digest,
            LongConsumer sent,
            Progress progress,
            Remote remote) {
        this.request = request;
        this.size = size;
        this.digest = digest;
        this.sent = sent;
        this.progress = progress;
        this.remote = remote;
    }

    /** True when the destination had the content already. */
    boolean skipped() {
        return skipped;
    }

    /** Fails when it was our side that could not go on. */
    void check() {
        IOException known = failure;
        if (known != null) {
            throw new CopyFailure("cannot read source '" + request.source() + "': " + known.getMessage(), known);
        }
    }

    void over() {
        dialogue.over();
    }

    @Override
    public void output(boolean stderr, byte[] bytes, int offset, int length) {
        complaint |= stderr;
        dialogue.output(stderr, bytes, offset, length);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        Map<String, String> facts = dialogue.facts();
        if (!facts.containsKey("ready")) {
            return;
        }
        Outlet outlet = new Outlet(out);
        try {
            skipped = facts.getOrDefault("there", "").equals(Remote.await(digest(facts)));
            if (!skipped) {
                long done = Long.parseLong(facts.getOrDefault("part", "0").strip());
                stream(done > size ? 0 : done, outlet);
            }
        } catch (IOException e) {
            if (!outlet.broken()) {
                failure = e;
            }
            throw e;
        }
    }

    /** The source's digest is waited for only where something of its size is there. */
    private CompletableFuture<String> digest(Map<String, String> facts) {
        return facts.containsKey("there") ? digest : CompletableFuture.completedFuture("none");
    }

    private void stream(long from, OutputStream out) throws IOException {
        complaint = false;
        out.write((from == 0 ? "new\n" : "more\n").getBytes(StandardCharsets.US_ASCII));
        progress.at(from, size);
        try (InputStream in = Files.newInputStream(request.source())) {
            in.skipNBytes(from);
            byte[] block = new byte[BLOCK];
            long at = from;
            for (int read = in.read(block); read >= 0 && !complaint; read = in.read(block)) {
                out.write(block, 0, read);
                at += read;
                sent.accept(read);
                progress.at(at, Math.max(at, size));
                remote.checkCancelled();
            }
        }
    }
}
