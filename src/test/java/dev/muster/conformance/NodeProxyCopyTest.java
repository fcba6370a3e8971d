package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.conformance.NodeApiClient.Rows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Remote copies to node 2 (specs/node-proxy.md section 10). */
class NodeProxyCopyTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @RegisterExtension
    static final NodeFleet FLEET =
            new NodeFleet("muster.nodes.buffer-size", "1000", "muster.copy.sources", "{folder},/proc/self");

    private final NodeApiClient api = FLEET.api("1");
    private Path from;
    private Path to;

    @BeforeEach
    void makeFolders() throws IOException {
        from = Files.createTempDirectory(FLEET.files("1"), "from");
        to = Files.createTempDirectory(Files.createDirectories(FLEET.files("2")), "to");
    }

    @AfterEach
    void nothingIsLeftOfACopy() throws IOException {
        assertThat(Trees.leftOfCopies(FLEET.folder())).isEmpty();
    }

    @Test
    void case40_a_file_arrives_in_chunks_with_its_mode() throws IOException {
        Path source = Files.write(from.resolve("a"), bytes(2500));
        Path destination = to.resolve("b");

        Rows rows = api.copy("2", "source", source, "destination", destination, "mode", "0640");

        assertThat(rows.codes()).as(rows.toString()).containsExactly(101, 101, 101, 2);
        assertThat(rows.messages(101)).containsOnly("process copy inprogress");
        assertThat(rows.last().message()).isEqualTo("process copy finished successfully");
        assertThat(destination).hasBinaryContent(bytes(2500));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(destination)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void case42_an_empty_file_arrives() throws IOException {
        Rows rows =
                api.copy("2", "source", Files.createFile(from.resolve("empty")), "destination", to.resolve("empty"));

        assertThat(rows.codes()).as(rows.toString()).containsExactly(2);
        assertThat(to.resolve("empty")).isEmptyFile();
    }

    @Test
    void case42_a_file_that_cannot_be_read_fails_before_anything_is_sent() {
        // even root gets an error when it reads there
        Rows rows = api.copy("2", "source", "/proc/self/mem", "destination", to.resolve("mem"));

        assertThat(rows.codes()).as(rows.toString()).containsExactly(1);
        assertThat(to).isEmptyDirectory();
    }

    @Test
    void case43_a_tree_arrives_as_it_is_and_what_was_there_stays() throws IOException {
        Path source = Trees.sample(from.resolve("tree"));
        Path destination = to.resolve("tree");
        Files.createDirectories(destination.resolve("sub"));
        Files.writeString(destination.resolve("sub/extra"), "stays");

        Rows rows = api.copy("2", "source", source, "destination", destination);

        assertThat(rows.last().code()).as(rows.toString()).isEqualTo(2);
        Map<String, String> arrived = Trees.of(destination);
        assertThat(arrived.remove("sub/extra")).isNotNull();
        assertThat(arrived).isEqualTo(Trees.of(source));
    }

    @Test
    void case44_a_destination_with_a_slash_at_its_end_keeps_the_name() throws IOException {
        Path source = Files.writeString(from.resolve("name.txt"), "x");

        Rows rows = api.copy("2", "source", source, "destination", to + "/");

        assertThat(rows.last().code()).as(rows.toString()).isEqualTo(2);
        assertThat(to.resolve("name.txt")).hasContent("x");
    }

    @Test
    void case45_a_request_that_lacks_something_says_so() throws IOException {
        Path source = Files.writeString(from.resolve("a"), "x");

        assertOnly("remote copy failed", api.copy("2", "destination", to.resolve("a")));
        assertOnly("remote copy failed", api.copy("2", "source", source));
        assertOnly("unknown source", api.copy("2", "source", from.resolve("absent"), "destination", to.resolve("a")));
        assertOnly("proxy - need a valid node id", api.copy("", "source", source, "destination", to.resolve("a")));
        assertThat(to).isEmptyDirectory();
    }

    @Test
    void case46_a_chunk_that_was_altered_on_the_way_changes_nothing() throws IOException {
        Path destination = Files.writeString(to.resolve("a"), "as it was");
        byte[] sent = bytes(3000);
        String md5 = md5(sent);
        sent[1234] ^= 1;

        Rows rows = process(List.of(sent), "regular", destination, md5);

        assertThat(rows.codes()).as(rows.toString()).containsExactly(101, 1);
        assertThat(rows.last().message()).isEqualTo("md5 does not match");
        assertThat(destination).hasContent("as it was");
        assertThat(Trees.of(to)).containsOnlyKeys("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/tmp/muster-conformance-x", "a/../../x"})
    void case47_an_archive_that_leads_out_of_its_destination_is_refused(String name) throws IOException {
        byte[] archive = archive(name);
        Path destination = to.resolve("d");

        Rows rows = process(List.of(archive), "archive", destination, md5(archive));

        assertThat(rows.codes()).as(rows.toString()).containsExactly(101, 1);
        assertThat(rows.last().message()).startsWith("untar failed");
        assertThat(to.resolve("x")).doesNotExist();
        assertThat(Path.of("/tmp/muster-conformance-x")).doesNotExist();
        assertThat(Trees.of(to).keySet()).isSubsetOf("d");
    }

    @Test
    void case48_two_directories_at_once_both_arrive() throws IOException {
        Path one = Trees.random(from.resolve("one"), 40, 3000, 1);
        Path two = Trees.random(from.resolve("two"), 40, 3000, 2);

        String first = api.beginCopy("2", "source", one, "destination", to.resolve("one"));
        String second = api.beginCopy("2", "source", two, "destination", to.resolve("two"));

        assertThat(api.ended(first, SOON).last().code()).isEqualTo(2);
        assertThat(api.ended(second, SOON).last().code()).isEqualTo(2);
        assertThat(Trees.of(to.resolve("one"))).isEqualTo(Trees.of(one));
        assertThat(Trees.of(to.resolve("two"))).isEqualTo(Trees.of(two));
    }

    private static void assertOnly(String message, Rows rows) {
        assertThat(rows.codes()).as(rows.toString()).containsExactly(1);
        assertThat(rows.last().message()).isEqualTo(message);
    }

    /** Sends the messages of a copy as another central might, and waits for the end. */
    private Rows process(List<byte[]> chunks, String type, Path destination, String md5) {
        String token = HexFormat.of()
                .formatHex(bytes((int) (System.nanoTime() & 0xffff) + 64))
                .substring(0, 128);
        for (byte[] chunk : chunks) {
            Map<String, Object> inside = new LinkedHashMap<>();
            inside.put("data", Base64.getMimeEncoder().encodeToString(chunk));
            inside.put("size", chunk.length);
            message(
                    token,
                    Map.of(
                            "status",
                            "inprogress",
                            "type",
                            type,
                            "chunk",
                            inside,
                            "destination",
                            destination.toString()));
        }
        message(token, Map.of("status", "end", "type", type, "md5", md5, "destination", destination.toString()));
        return api.ended(token, SOON);
    }

    private static void message(String token, Map<String, Object> content) {
        FLEET.inside("1").send("PROCESSCOPY", token, "2", Map.of("content", content));
    }

    private static byte[] archive(String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            for (String each : List.of("fine", name)) {
                TarArchiveEntry entry = new TarArchiveEntry(each, TarConstants.LF_NORMAL, true);
                entry.setSize(3);
                tar.putArchiveEntry(entry);
                tar.write(new byte[] {'a', 'b', 'c'});
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
