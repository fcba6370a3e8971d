package dev.muster.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.muster.Fleet;
import dev.muster.conformance.StreamClient;
import dev.muster.embedded.EmbeddedS3;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Blobs while the store stops, its disk fills, the hub is killed and clients go: what is visible under a hash is whole, and nothing else stays. */
@Timeout(120)
class StreamLossTest {
    private static final int PARTS = 12 << 20;
    private static final long HEAP = 128L << 20;

    @TempDir
    private Path folder;

    private Fleet fleet;

    @BeforeEach
    void begin() {
        fleet = new Fleet(folder);
    }

    @AfterEach
    void end() {
        fleet.close();
    }

    @Test
    void aHubKilledInTheMiddleOfAnUploadClearsWhatItHadBegunWhenItStartsAgain() throws Exception {
        try (NodeProcess hub = new NodeProcess(folder, "hub", "hub", "", "muster.streams.enabled", "true")) {
            awaitReady(hub.url());
            byte[] kept = content(1, 100_000);
            String at = "/lab/content/" + StreamClient.sha256(kept);
            assertThat(new StreamClient(hub.url()).post("/lab/content", kept).status())
                    .isEqualTo(200);
            long before = stored(folder.resolve("hub/s3"));
            try (RawUpload upload = new RawUpload(hub.url(), "/lab/content", 100 << 20)) {
                upload.send(PARTS);
                await("parts in the store").until(() -> stored(folder.resolve("hub/s3")) > before + (5 << 20));
                hub.kill();
            }

            hub.startAgain();
            awaitReady(hub.url());

            StreamClient streams = new StreamClient(hub.url());
            assertThat(streams.get("/lab").json().get("data").get("items")).hasSize(1);
            assertThat(streams.get(at).bytes()).isEqualTo(kept);
            assertThat(stored(folder.resolve("hub/s3"))).isLessThan(before + (1 << 20));
        }
    }

    @Test
    void aStoreThatIsKilledBreaksUploadsWithAReasonAndDownloadsVisibly() throws Exception {
        byte[] kept = content(2, 60 << 20);
        String at = "/lab/content/" + StreamClient.sha256(kept);
        EmbeddedS3 s3 = store(folder.resolve("s3"));
        StreamClient streams = hub(s3, "muster.s3.timeout", "3s");
        assertThat(streams.post("/lab/content", kept).status()).isEqualTo(200);
        long held = stored(folder.resolve("s3"));
        HttpURLConnection download = slowDownload(at);
        try (InputStream in = download.getInputStream();
                RawUpload upload = new RawUpload(fleet.url("hub"), "/lab/content", 100 << 20)) {
            assertThat(in.readNBytes(100_000)).hasSize(100_000);
            upload.send(PARTS);
            await("parts in the store").until(() -> stored(folder.resolve("s3")) > held + (5 << 20));
            ProcessHandle process = process(folder.resolve("s3"));
            process.destroyForcibly();
            process.onExit().join();
            s3.close();
            upload.send(PARTS);

            assertThat(upload.answer())
                    .startsWith("HTTP/1.1 500 ")
                    .contains("\"title\":\"store error in PutData\"", "cannot store part");
            assertThat(rest(in)).isLessThan(kept.length - 100_000L);
        }
        assertThat(streams.get(at).status()).isEqualTo(500);
        assertThat(streams.post("/lab/content", content(3, 100)).text()).contains("store error in PutData");

        try (EmbeddedS3 again = store(folder.resolve("s3"))) {
            assertThat(again.endpoint().toCompletableFuture().join())
                    .isEqualTo(s3.endpoint().toCompletableFuture().join());
            assertThat(streams.get("/lab").json().get("data").get("items")).hasSize(1);
            assertThat(streams.get(at).bytes()).isEqualTo(kept);
            fleet.close();
        }
    }

    @Test
    void aFullDiskRefusesTheBlobAndKeepsTheOthers() throws Exception {
        Path small = Files.createDirectory(folder.resolve("small"));
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=24m", "none", small.toString()))
                .as("may mount a small disk")
                .isZero();
        try {
            byte[] kept = content(4, 1 << 20);
            try (EmbeddedS3 s3 = store(small.resolve("s3"))) {
                StreamClient streams = hub(s3);
                assertThat(streams.post("/lab/content", kept).status()).isEqualTo(200);
                long before = stored(small);

                StreamClient.Answer refused = streams.post("/lab/content", content(5, 40 << 20));

                assertThat(refused.status()).isEqualTo(500);
                assertThat(refused.json().get("title").asText()).isEqualTo("store error in PutData");
                assertThat(streams.get("/lab").json().get("data").get("items")).hasSize(1);
                assertThat(streams.get("/lab/content/" + StreamClient.sha256(kept))
                                .bytes())
                        .isEqualTo(kept);
                await("space given back while the store runs")
                        .untilAsserted(() ->
                                assertThat(stored(small)).as(() -> files(small)).isLessThan(before + (1 << 20)));
                assertThat(streams.post("/lab/content", content(6, 12 << 20)).status())
                        .isEqualTo(200);
                fleet.close();
            }
        } finally {
            assertThat(run("umount", "-l", small.toString())).isZero();
        }
    }

    @Test
    void clientsThatGoOrFallSilentLeaveNothing() throws Exception {
        try (EmbeddedS3 s3 = store(folder.resolve("s3"))) {
            StreamClient streams = hub(s3, "muster.streams.silence", "2s", "muster.streams.uploads", "1");
            streams.post("/lab/content", content(7, 100));
            long before = stored(folder.resolve("s3"));
            try (RawUpload gone = new RawUpload(fleet.url("hub"), "/lab/content", 100 << 20)) {
                gone.send(PARTS);
            }
            assertThat(streams.post("/lab/content", content(8, 100)).status()).isEqualTo(200);
            try (RawUpload silent = new RawUpload(fleet.url("hub"), "/lab/content", 10L << 30)) {
                silent.send(PARTS);

                assertThat(silent.answer())
                        .startsWith("HTTP/1.1 408 ")
                        .contains("no byte of the body in 2 s after " + PARTS + " bytes");
            }
            assertThat(streams.get("/lab").json().get("data").get("items")).hasSize(2);
            await("parts given back").until(() -> stored(folder.resolve("s3")) < before + (1 << 20));
            fleet.close();
        }
    }

    private static EmbeddedS3 store(Path where) {
        EmbeddedS3 s3 = new EmbeddedS3(where, 0, HEAP);
        s3.start();
        s3.endpoint().toCompletableFuture().join();
        return s3;
    }

    /** The process of the store with its data there. */
    private static ProcessHandle process(Path where) {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains(where.toString()))
                .findFirst()
                .orElseThrow();
    }

    private StreamClient hub(EmbeddedS3 s3, String... more) {
        fleet.with("muster.streams.enabled", "true")
                .with("muster.s3.endpoint", s3.endpoint().toCompletableFuture().join())
                .with("muster.s3.access-key", s3.credentials().accessKey())
                .with("muster.s3.secret-key", s3.credentials().secretKey());
        fleet.hub("hub", more);
        awaitReady(fleet.url("hub"));
        return new StreamClient(fleet.url("hub"));
    }

    private void awaitReady(String url) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            Fleet.Answer ready = fleet.request(url, "GET", "/health/ready", "");
            assertThat(ready.status()).as(ready.text()).isEqualTo(200);
        });
    }

    private HttpURLConnection slowDownload(String at) throws IOException {
        HttpURLConnection download = (HttpURLConnection)
                URI.create(fleet.url("hub") + "/api/v3/stream" + at).toURL().openConnection();
        download.setReadTimeout(30_000);
        return download;
    }

    private static long rest(InputStream in) {
        long count = 0;
        byte[] block = new byte[1 << 16];
        try {
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                count += read;
            }
        } catch (SocketTimeoutException hanging) {
            throw new AssertionError("the hub keeps a broken download open", hanging);
        } catch (IOException broken) {
            return count;
        }
        return count; // this client ends quietly where fewer bytes come than the Content-Length said
    }

    private static long stored(Path where) throws IOException {
        try (Stream<Path> files = Files.walk(where)) {
            return files.mapToLong(StreamLossTest::size).sum();
        } catch (UncheckedIOException whileItChanges) {
            return Long.MAX_VALUE;
        }
    }

    private static String files(Path where) {
        try (Stream<Path> files = Files.walk(where)) {
            return files.map(file -> file + " " + size(file)).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException gone) {
            return 0;
        }
    }

    private static byte[] content(long seed, int size) {
        byte[] content = new byte[size];
        new Random(seed).nextBytes(content);
        return content;
    }

    private static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
