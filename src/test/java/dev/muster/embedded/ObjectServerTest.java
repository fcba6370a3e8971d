package dev.muster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** What our own S3 server does when it is used against its grain, each test in a bucket of its own. */
@Timeout(120)
class ObjectServerTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private static Path folder;

    private static OwnS3 s3;

    @BeforeAll
    static void start() throws Exception {
        s3 = new OwnS3(folder);
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    @Test
    void tellsNobodyAnythingWithoutItsKeys() throws Exception {
        String bucket = s3.bucket("secret");
        s3.put(bucket, "lab/content/a", OwnS3.bytes(1, 100));

        for (String path : List.of("/" + bucket + "/lab/content/a", "/" + bucket, "/" + bucket + "/no", "/")) {
            for (String method : List.of("GET", "HEAD")) {
                assertThat(s3.anonymous(method, path)).as(method + " " + path).isEqualTo(403);
            }
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("objects"))))
                .isEqualTo("rwx------");
    }

    @Test
    void noKeyLeadsOutOfItsBucket() {
        String bucket = s3.bucket("prison");
        for (String key : List.of("../../credentials", "lab/../../../credentials", "..", "lab/../..", ".")) {
            assertThatThrownBy(() -> s3.get(bucket, key)).as(key).hasCauseInstanceOf(SdkServiceException.class);
            assertThatThrownBy(() -> s3.put(bucket, key, OwnS3.bytes(1, 10)))
                    .as(key)
                    .hasCauseInstanceOf(SdkServiceException.class);
            assertThatThrownBy(() -> s3.begin(bucket, key)).as(key).hasCauseInstanceOf(SdkServiceException.class);
        }
        assertThat(folder.resolve("credentials")).exists();
        assertThat(s3.list(bucket, "", "", 10)).isEmpty();
    }

    @Test
    void listsKeysInTheirOrderOnPagesOfAnySize() {
        String bucket = s3.bucket("order");
        List<String> keys = Stream.of("a-b/x", "a.b/x", "a/x-/y", "a/x/y/z", "a0/x", "b", "b-", "c/1", "c/2", "c/3")
                .sorted()
                .toList();
        keys.forEach(key -> s3.put(bucket, key, OwnS3.bytes(1, 1)));

        for (int size = 1; size <= keys.size() + 1; size++) {
            List<String> all = new ArrayList<>();
            String after = "";
            for (List<String> page = s3.list(bucket, "", "", size);
                    !page.isEmpty();
                    page = s3.list(bucket, "", after, size)) {
                all.addAll(page);
                after = page.get(page.size() - 1);
            }
            assertThat(all).as("pages of " + size).isEqualTo(keys);
        }
        assertThat(s3.list(bucket, "a", "a.b/x", 10)).containsExactly("a/x-/y", "a/x/y/z", "a0/x");
        assertThat(s3.list(bucket, "c/", "", 2)).containsExactly("c/1", "c/2");
        assertThat(s3.list(bucket, "c/2", "", 2)).containsExactly("c/2");
        for (String prefix : List.of("/", "//", "//e", "/etc/", "../", "./", "c/../c")) {
            assertThat(s3.list(bucket, prefix, "", 2)).as(prefix).isEmpty();
        }
        assertThat(s3.list(bucket, "../" + bucket + "/c", "", 2)).isEmpty();
    }

    @Test
    void aListingShowsEveryWholeObjectWhateverElseGoesOn() {
        String bucket = s3.bucket("busy");
        List<String> kept =
                IntStream.range(0, 20).mapToObj(i -> "lab/k" + (10 + i)).toList();
        kept.forEach(key -> s3.put(bucket, key, OwnS3.bytes(1, 10)));
        CompletableFuture<?>[] others = IntStream.range(0, 4)
                .mapToObj(lane -> CompletableFuture.runAsync(() -> comeAndGo(bucket, "lab/lane" + lane)))
                .toArray(CompletableFuture[]::new);

        do {
            List<String> found = s3.list(bucket, "lab/", "", 100);
            assertThat(found).containsAll(kept);
            assertThat(found).allMatch(key -> key.matches("lab/(k[0-9]{2}|lane[0-9])"));
        } while (!CompletableFuture.allOf(others).isDone());
        CompletableFuture.allOf(others).join();
    }

    private static void comeAndGo(String bucket, String key) {
        for (int i = 0; i < 60; i++) {
            s3.put(bucket, key, OwnS3.bytes(i, 300_000));
            s3.client().deleteObject(request -> request.bucket(bucket).key(key)).join();
        }
    }

    @Test
    void whoReadsWhatIsReplacedAndDeletedGetsOneWholeObjectOrNone() {
        String bucket = s3.bucket("same");
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> comeAndGo(bucket, "lab/one"));
        while (!writing.isDone()) {
            try {
                byte[] found = s3.get(bucket, "lab/one");
                assertThat(IntStream.range(0, 60).anyMatch(i -> Arrays.equals(found, OwnS3.bytes(i, 300_000))))
                        .isTrue();
            } catch (CompletionException e) {
                assertThat(((SdkServiceException) e.getCause()).statusCode()).isEqualTo(404);
            }
        }
        writing.join();
    }

    @Test
    void partsOfAnySizeInAnyOrderMakeTheObjectAndLeaveNothingBeside() throws Exception {
        String bucket = s3.bucket("parts");
        int[][] orders = {{1, 2, 3, 4}, {4, 3, 2, 1}, {2, 1, 4, 3, 2}, {1, 1, 2, 3, 4, 4}};
        int[][] sizes = {{5, 5, 5, 1}, {6, 5, 7, 0}, {5, 6, 5, 5}};
        for (int[] order : orders) {
            for (int[] size : sizes) {
                String id = s3.begin(bucket, "lab/whole");
                List<CompletedPart> parts =
                        new ArrayList<>(List.of(OwnS3.empty(), OwnS3.empty(), OwnS3.empty(), OwnS3.empty()));
                for (int number : order) {
                    parts.set(number - 1, s3.part(bucket, "lab/whole", id, number, size[number - 1] * MIB + number));
                }
                s3.complete(bucket, "lab/whole", id, parts);

                byte[] whole = s3.get(bucket, "lab/whole");
                int at = 0;
                for (int number = 1; number <= 4; number++) {
                    byte[] expected = OwnS3.bytes(number, size[number - 1] * MIB + number);
                    assertThat(Arrays.equals(whole, at, at + expected.length, expected, 0, expected.length))
                            .isTrue();
                    at += expected.length;
                }
                assertThat(whole).hasSize(at);
                assertThat(s3.files(bucket)).containsExactly("lab/whole");
            }
        }
    }

    @Test
    void partsThatAreNotNamedInTheEndAreNotInTheObject() throws Exception {
        String bucket = s3.bucket("some");
        String id = s3.begin(bucket, "lab/whole");
        CompletedPart one = s3.part(bucket, "lab/whole", id, 1, 5 * MIB);
        s3.part(bucket, "lab/whole", id, 2, 5 * MIB);
        CompletedPart three = s3.part(bucket, "lab/whole", id, 3, 5 * MIB);

        s3.complete(bucket, "lab/whole", id, List.of(one, three));

        assertThat(s3.get(bucket, "lab/whole")).hasSize(10 * MIB).endsWith(OwnS3.bytes(3, 5 * MIB));
        assertThat(s3.files(bucket)).containsExactly("lab/whole");
    }

    @Test
    void anUploadThatHasEndedTakesNothingAndLeavesNothing() throws Exception {
        String bucket = s3.bucket("ended");
        String given = s3.begin(bucket, "lab/given-up");
        CompletedPart part = s3.part(bucket, "lab/given-up", given, 1, MIB);
        s3.client()
                .abortMultipartUpload(
                        request -> request.bucket(bucket).key("lab/given-up").uploadId(given))
                .join();
        String done = s3.begin(bucket, "lab/done");
        List<CompletedPart> parts = List.of(s3.part(bucket, "lab/done", done, 1, MIB));
        s3.complete(bucket, "lab/done", done, parts);

        assertThatThrownBy(() -> s3.part(bucket, "lab/given-up", given, 2, MIB))
                .hasCauseInstanceOf(SdkServiceException.class);
        assertThatThrownBy(() -> s3.complete(bucket, "lab/given-up", given, List.of(part)))
                .hasCauseInstanceOf(SdkServiceException.class);
        assertThatThrownBy(() -> s3.part(bucket, "lab/other", done, 1, MIB))
                .hasCauseInstanceOf(SdkServiceException.class);
        assertThatThrownBy(() -> s3.complete(bucket, "lab/done", done, parts))
                .hasCauseInstanceOf(SdkServiceException.class);
        assertThatThrownBy(() -> s3.part(bucket, "lab/x", "../../x", 1, MIB))
                .hasCauseInstanceOf(SdkServiceException.class);
        assertThat(s3.get(bucket, "lab/done")).isEqualTo(OwnS3.bytes(1, MIB));
        assertThat(s3.files(bucket)).containsExactly("lab/done");
    }

    @Test
    void aCopyHasItsOwnAgeAndWhatIsPutBesideIt() throws Exception {
        String bucket = s3.bucket("copies");
        s3.put(bucket, ".uploads/hub/one", OwnS3.bytes(1, MIB));
        for (String from : List.of(".uploads/hub/one", "lab/content/one")) {
            s3.client()
                    .copyObject(request -> request.sourceBucket(bucket)
                            .sourceKey(from)
                            .destinationBucket(bucket)
                            .destinationKey(from.startsWith(".") ? "lab/content/one" : "lab/content/two")
                            .metadataDirective("REPLACE")
                            .metadata(Map.of("muster", from)))
                    .join();
        }
        s3.client()
                .deleteObject(request -> request.bucket(bucket).key(".uploads/hub/one"))
                .join();

        assertThat(s3.get(bucket, "lab/content/one")).isEqualTo(OwnS3.bytes(1, MIB));
        assertThat(s3.get(bucket, "lab/content/two")).isEqualTo(OwnS3.bytes(1, MIB));
        assertThat(s3.note(bucket, "lab/content/one")).isEqualTo(".uploads/hub/one");
        assertThat(s3.note(bucket, "lab/content/two")).isEqualTo("lab/content/one");
        assertThat(s3.files(bucket)).containsExactlyInAnyOrder("lab/content/one", "lab/content/two");
    }
}
