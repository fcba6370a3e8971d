package dev.muster.conformance;

import static dev.muster.DebugFleet.nodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.DebugFleet;
import dev.muster.Fleet.Answer;
import dev.muster.HandNode;
import dev.muster.links.Links;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large answers and files: cases 51, 54 and 55 of specs/distributed-api.md section 12, with a message limit of 48 MiB to spare memory. */
class TransferTest {
    private static final int MIB = 1 << 20;

    @TempDir
    static Path folder;

    @AutoClose
    private static DebugFleet fleet;

    @BeforeAll
    static void start() throws IOException {
        fleet = new DebugFleet(folder);
        fleet.fleet().with("muster.links.message-limit", "48MiB").with("muster.links.stall", "300ms");
        fleet.fleet()
                .with(
                        "muster.files.writable",
                        Files.createDirectory(folder.resolve("writable")).toString());
        fleet.fleet().hub("m");
        fleet.fleet().relay("w1", "m");
        fleet.fleet().relay("w2", "m");
    }

    @AfterEach
    void nothingIsLeft() {
        fleet.assertNothingLeft();
    }

    @Test
    void case51_delivers40MiBIntact() throws NoSuchAlgorithmException {
        Answer answer = payload(40 * MIB);

        assertThat(answer.status()).isEqualTo(200);
        JsonNode item = answer.json().at("/data/affected_items/0");
        String payload = item.path("payload").asText();
        assertThat(payload.length()).isEqualTo(40 * MIB);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(payload.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(HexFormat.of().formatHex(digest))
                .isEqualTo(item.path("sha256").asText());
    }

    @Test
    void case51_refusesAnAnswerAboveTheLimitWhileOtherCallsGoOn() {
        CompletableFuture<Answer> large = CompletableFuture.supplyAsync(() -> payload(49 * MIB));
        do {
            Answer answer = fleet.call("m", "debug.whoami.all", "{'timeout': '5s', 'target': {'nodes': ['w1', 'w2']}}");
            assertThat(nodes(answer)).as(answer.text()).containsExactly("w1", "w2");
        } while (!large.isDone());

        assertThat(large.join().status()).isEqualTo(500);
        assertThat(large.join().json().path("error").asInt()).isEqualTo(3050);
        assertThat(fleet.part("m", Links.class).connected()).contains("w1", "w2");
    }

    @Test
    void case54_aFileTravelsBeforeItsCallAndIsGoneAfterwards() throws IOException {
        Files.writeString(tmp("m").resolve("note"), "brought along");

        Answer answer = write("w2", "note", "arrived.txt");

        assertThat(nodes(answer)).as(answer.text()).containsExactly("w2");
        assertThat(folder.resolve("writable/arrived.txt")).hasContent("brought along");
        await("removal of what arrived")
                .untilAsserted(() -> assertThat(files(tmp("w2"))).isEmpty());
    }

    @Test
    void case54_aPathOutOfTheTransferDirectoryIsRefusedAndNothingIsTouched() throws IOException {
        Path outside = Files.writeString(folder.resolve("m/x"), "not for you");
        Files.createSymbolicLink(tmp("m").resolve("link"), outside);

        for (String node : new String[] {"m", "w2"}) {
            for (String name : new String[] {"../x", "link", outside.toString(), "missing", "."}) {
                Answer answer = write(node, name, "stolen.txt");
                assertThat(answer.status())
                        .as("%s to %s: %s", name, node, answer.text())
                        .isEqualTo(500);
                assertThat(answer.json().path("error").asInt())
                        .as("%s to %s", name, node)
                        .isEqualTo(3034);
            }
        }
        assertThat(outside).hasContent("not for you");
        assertThat(tmp("m").resolve("link")).isSymbolicLink();
        assertThat(folder.resolve("writable/stolen.txt")).doesNotExist();
        Files.delete(tmp("m").resolve("link"));
    }

    @Test
    void case55_aFileThatTheReceiverDoesNotTakeEndsTheCall() throws IOException {
        Files.writeString(tmp("m").resolve("slow"), "nobody takes this");
        try (HandNode receiver = HandNode.join(fleet.fleet().url("m"), "deaf")) {
            long start = System.nanoTime();
            Answer answer = write("deaf", "slow", "never.txt");

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
            assertThat(answer.status()).as(answer.text()).isEqualTo(500);
            assertThat(answer.json().path("error").asInt()).isEqualTo(3039);
            assertThat(receiver.heard())
                    .noneMatch(frame -> frame.path("type").asText().equals("envelope"));
            JsonNode abort = receiver.hear("abort");
            assertThat(abort.path("sender").asBoolean()).isTrue();
            assertThat(abort.path("code").asInt()).isEqualTo(3039);
        }
    }

    @Test
    void case55_aSenderWhoseFileStallsIsToldToStop() throws IOException {
        try (HandNode sender = HandNode.join(fleet.fleet().url("m"), "stalling")) {
            sender.say("{'type':'stream','stream':1,'kind':'FILE','length':1000,'call':0,'node':''}");
            sender.sayChunk(1, new byte[10]);

            JsonNode abort = sender.hear("abort");
            assertThat(abort.path("code").asInt()).isEqualTo(3039);
            assertThat(abort.path("stream").asInt()).isEqualTo(1);
            assertThat(abort.path("sender").asBoolean()).isFalse();
            await("removal of the part that arrived")
                    .untilAsserted(() -> assertThat(files(tmp("m"))).noneMatch(name -> name.startsWith("received-")));
            assertThat(sender.closed()).isFalse();
        }
    }

    private static Answer payload(int bytes) {
        return fleet.call(
                "m",
                "debug.payload",
                "{'arguments': {'bytes': " + bytes + "}, 'timeout': '30s', 'target': {'nodes': ['w2']}}");
    }

    private static Answer write(String node, String tmpFile, String to) {
        return fleet.call(
                "m",
                "file.write",
                "{'arguments': {'path': '" + to + "', 'tmp_file': '" + tmpFile
                        + "'}, 'timeout': '1s', 'target': {'nodes': ['" + node + "']}}");
    }

    private static Path tmp(String node) {
        return folder.resolve(node).resolve("tmp");
    }

    private static Stream<String> files(Path directory) {
        String[] names = directory.toFile().list();
        return Stream.of(names == null ? new String[0] : names);
    }
}
