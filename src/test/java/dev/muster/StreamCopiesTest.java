package dev.muster;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.embedded.EmbeddedS3;
import dev.muster.streams.DownloadCache;
import dev.muster.streams.StreamKey;
import dev.muster.streams.StreamService;
import dev.muster.streams.Streams;
import dev.muster.streams.Uploads;
import dev.muster.streams.form.Forms;
import dev.muster.streams.store.Leftovers;
import dev.muster.streams.store.S3Settings;
import dev.muster.streams.store.S3Store;
import dev.muster.streams.type.Identity;
import dev.muster.streams.type.Sample;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams of events that go to another source, in a real S3 server. */
@Timeout(60)
class StreamCopiesTest {
    private static final String NONE = "0".repeat(64);

    @TempDir
    private Path folder;

    @Test
    void copiesWhatIsThereAndSaysWhyNotOtherwise() throws Exception {
        try (EmbeddedS3 server = new EmbeddedS3(folder, 0, 128L << 20)) {
            server.start();
            URI endpoint = URI.create(server.endpoint().toCompletableFuture().join());
            try (S3Store store = new S3Store(new S3Settings(
                    endpoint,
                    "",
                    "muster",
                    server.credentials().accessKey(),
                    server.credentials().secretKey(),
                    Duration.ofSeconds(20),
                    10))) {
                store.ensureBucket().join();
                StreamService service = service(store);
                StreamCopies copies = new StreamCopies(service, Duration.ofSeconds(20));
                String hash = service.uploads()
                        .take(
                                new Uploads.Wish("lab", "content", null, true),
                                new ByteArrayInputStream("some text".getBytes(US_ASCII)))
                        .hashes()
                        .sha256();

                copies.copy("lab", "feed", "content", hash);
                copies.copy("lab", "lab", "content", NONE);

                assertThat(service.streams()
                                .find(StreamKey.of("feed", "content", hash))
                                .join())
                        .hasValueSatisfying(there -> assertThat(there.size()).isEqualTo(9));
                assertThatThrownBy(() -> copies.copy("lab", "feed", "content", NONE))
                        .isInstanceOf(IOException.class)
                        .hasMessage("not found");
                assertThatThrownBy(() -> copies.copy("lab", "../etc", "content", hash))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("'../etc' is no source");
            }
        }
    }

    @Test
    void saysThatTheStoreIsNotThereYet() {
        assertThatThrownBy(() -> new StreamCopies(new StreamService(), Duration.ofSeconds(1))
                        .copy("lab", "feed", "content", NONE))
                .isInstanceOf(IOException.class)
                .hasMessage("the store is starting");
    }

    private static StreamService service(S3Store store) {
        Forms forms = new Forms("", false, false);
        Function<Sample, Identity> text =
                sample -> new Identity("text/plain", "ASCII text", "text/plain", Optional.of("txt"));
        StreamService service = new StreamService();
        service.open(
                new Streams(store, forms, new DownloadCache(0, System::nanoTime), text, Runnable::run),
                new Uploads(
                        store,
                        new Leftovers(store, "hub", Duration.ZERO, Clock.systemUTC()),
                        forms,
                        text,
                        Runnable::run));
        return service;
    }
}
