package dev.muster.streams;

import dev.muster.streams.form.Cipher;
import dev.muster.streams.form.Forms;
import dev.muster.streams.hash.Digests;
import dev.muster.streams.store.Leftovers;
import dev.muster.streams.store.S3Store;
import dev.muster.streams.store.ServerCopy;
import dev.muster.streams.store.StoreFailure;
import dev.muster.streams.type.Identity;
import dev.muster.streams.type.Sample;
import dev.muster.streams.type.SampleBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes blobs in: one pass over the body makes the hashes, keeps what the identifier needs, and sends the parts. Nothing is visible under a hash before everything
 * agrees. Thread-safe; each call keeps its thread until the body has ended.
 */
public final class Uploads {
    private static final int CHUNK = 64 << 10;

    private final S3Store store;
    private final ServerCopy copy;
    private final Leftovers leftovers;
    private final Forms forms;
    private final Function<Sample, Identity> identifier;
    private final Executor executor;
    private final Chunks chunks = new Chunks();

    /**
     * What an upload asks for.
     *
     * @param expected SHA-256 that the body must have; null when any will do
     * @param identify false for a client that knows what it sends and wants SHA-256 only
     */
    public record Wish(String source, String label, @Nullable String expected, boolean identify) {}

    /**
     * Uploads into that store.
     *
     * @param executor does half of the work of hashes
     */
    public Uploads(
            S3Store store, Leftovers leftovers, Forms forms, Function<Sample, Identity> identifier, Executor executor) {
        this.executor = executor;
        this.store = store;
        this.copy = new ServerCopy(store);
        this.leftovers = leftovers;
        this.forms = forms;
        this.identifier = identifier;
    }

    /**
     * Reads the body to its end and stores it.
     *
     * @throws StreamProblem when the body is empty or not the expected one, or when the store fails
     * @throws IOException when the body breaks off; nothing is stored then
     */
    public Datastream take(Wish wish, InputStream body) throws IOException {
        String suffix = forms.written().suffix();
        boolean named = wish.expected != null && wish.expected.matches("[0-9a-f]{64}");
        PartSink sink = new PartSink(store, copy, leftovers, chunks, named ? path(wish, wish.expected) + suffix : null);
        boolean done = false;
        try {
            Datastream found = pass(wish, body, sink);
            sink.commit(path(wish, found.hashes().sha256()) + suffix, Notes.write(found));
            done = true;
            return found;
        } catch (StoreFailure e) {
            throw StreamProblem.ours("store error in PutData", e);
        } finally {
            if (!done) {
                sink.abort();
            }
        }
    }

    private Datastream pass(Wish wish, InputStream body, PartSink sink) throws IOException {
        Digests digests = new Digests(wish.identify, executor);
        SampleBuffer sample = new SampleBuffer();
        Cipher cipher = opened(sink);
        // what comes first, and the header, fill one chunk together, so that all parts are of one size, which lets a
        // store put them where they stay
        int room = CHUNK;
        int next = Chunks.SIZE - CHUNK - forms.written().overhead();
        for (byte[] chunk = new byte[CHUNK]; ; chunk = chunks.take()) {
            int count = body.readNBytes(chunk, 0, room);
            room = next;
            next = Chunks.SIZE;
            if (count == 0) {
                chunks.give(List.of(ByteBuffer.wrap(chunk)));
                break;
            }
            digests.update(chunk, 0, count);
            if (wish.identify) {
                sample.add(chunk, 0, count);
            }
            cipher.apply(chunk, 0, count);
            sink.add(chunk, count);
        }
        Digests.Found found = checked(wish, digests);
        return new Datastream(found, wish.identify ? identifier.apply(sample.sample()) : null);
    }

    private Cipher opened(PartSink sink) {
        byte[] header = forms.header();
        Cipher content = forms.content(forms.written(), header, 0);
        if (header.length > 0) {
            byte[] stored = header.clone();
            forms.beforeContent(forms.written()).apply(stored, 0, stored.length);
            sink.add(stored, stored.length);
        }
        return content;
    }

    private static Digests.Found checked(Wish wish, Digests digests) {
        if (digests.size() == 0) {
            throw StreamProblem.bad("no content in request body", "the body has no bytes");
        }
        Digests.Found found = digests.found();
        if (wish.expected != null && !wish.expected.equals(found.sha256())) {
            throw StreamProblem.bad("sha256 mismatch", "expected " + wish.expected + " and got " + found.sha256());
        }
        return found;
    }

    private static String path(Wish wish, String hash) {
        return new StreamKey(wish.source, wish.label, hash).path();
    }
}
