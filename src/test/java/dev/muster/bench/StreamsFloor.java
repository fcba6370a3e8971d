package dev.muster.bench;

import dev.muster.streams.hash.Digests;
import dev.muster.streams.store.PartUpload;
import dev.muster.streams.store.S3Settings;
import dev.muster.streams.store.S3Store;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The least that moving a blob costs: the AWS client, set up as the hub's, straight to the S3 server of the hub, large blobs in parts of 5 MiB, two of them on their way,
 * while one pass makes the hashes that the hub makes. Arguments: folder of the blobs, folder of the S3 server.
 */
final class StreamsFloor {
    private static final int PART = 5 << 20;
    private static final int CHUNK = 64 << 10;

    private StreamsFloor() {}

    public static void main(String[] arguments) throws Exception {
        Path server = Path.of(arguments[1]);
        URI endpoint = URI.create(
                "http://127.0.0.1:" + Files.readString(server.resolve("port")).trim());
        List<String> keys = Files.readAllLines(server.resolve("credentials"));
        try (S3Store store = new S3Store(
                new S3Settings(endpoint, "", "floor", keys.get(0), keys.get(1), Duration.ofSeconds(60), 50))) {
            store.ensureBucket().join();
            StreamWork.answer(Path.of(arguments[0]), number -> new Direct(store, "lane" + number + "/"));
        }
    }

    /** The client, used by one thread. */
    private record Direct(S3Store store, String prefix) implements StreamWork.Lane {
        @Override
        public void upload(Path blob, boolean identify) throws Exception {
            Digests digests = new Digests(identify);
            try (InputStream in = Files.newInputStream(blob)) {
                List<ByteBuffer> first = hashed(in, digests);
                if (Files.size(blob) <= PART) {
                    store.put(key(blob), first, "").join();
                } else {
                    parts(store.begin(key(blob)).join(), in, first, digests);
                }
            }
            digests.found();
        }

        private static void parts(PartUpload upload, InputStream in, List<ByteBuffer> first, Digests digests)
                throws Exception {
            CompletableFuture<Void> before = CompletableFuture.completedFuture(null);
            CompletableFuture<Void> sending = before;
            int number = 1;
            for (List<ByteBuffer> part = first; part.get(0).hasRemaining(); part = hashed(in, digests)) {
                before.join();
                before = sending;
                sending = upload.part(number++, part);
            }
            before.join();
            sending.join();
            upload.complete().join();
        }

        private static List<ByteBuffer> hashed(InputStream in, Digests digests) throws IOException {
            byte[] part = in.readNBytes(PART);
            for (int at = 0; at < part.length; at += CHUNK) {
                digests.update(part, at, Math.min(CHUNK, part.length - at));
            }
            return List.of(ByteBuffer.wrap(part));
        }

        @Override
        public long download(Path blob, long from) {
            String range = from < 0 ? null : "bytes=" + from + "-" + (from + StreamWork.RANGE - 1);
            return store.get(key(blob), range)
                    .thenCompose(found -> {
                        Counted counted = new Counted();
                        found.orElseThrow().bytes().subscribe(counted);
                        return counted.all;
                    })
                    .join();
        }

        private String key(Path blob) {
            return prefix + blob.getFileName();
        }

        @Override
        public void close() {}
    }

    /** Lets bytes pass by. */
    private static final class Counted implements Subscriber<ByteBuffer> {
        private final CompletableFuture<Long> all = new CompletableFuture<>();
        private long count;

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer bytes) {
            count += bytes.remaining();
        }

        @Override
        public void onError(Throwable thrown) {
            all.completeExceptionally(thrown);
        }

        @Override
        public void onComplete() {
            all.complete(count);
        }
    }
}
