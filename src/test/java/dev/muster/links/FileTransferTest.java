package dev.muster.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.model.Failure;
import dev.muster.model.Mapping;
import dev.muster.model.NodeState;
import dev.muster.model.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTransferTest {
    private final Path directory;

    @AutoClose
    private final Pair pair;

    private final TestNode hub;
    private final TestNode w1;

    FileTransferTest(@TempDir Path directory) {
        this.directory = directory;
        pair = Pair.connected(directory);
        hub = pair.hub();
        w1 = pair.w1();
        w1.receiver = (envelope, from, fromParent, answer) -> {
            answer.accept(new Reply(
                    "w1",
                    Mapping.of(Map.of(
                            "sha256",
                            digest(w1.tmpFiles.resolve(envelope.arguments().text("tmp_file")))))));
            return Receipt.ENDED;
        };
    }

    @AfterEach
    void noFileIsLeftBehind() {
        await().until(() -> files(w1.tmp).isEmpty());
    }

    private List<Reply> send(Object name) {
        return TestNode.await(hub.links
                .to("w1")
                .send(TestNode.envelope("file", Duration.ofSeconds(20), Map.of("tmp_file", name), "w1"), reply -> {}));
    }

    private static String digest(Path file) {
        try {
            return Digests.hex(Digests.sha256().digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var all = Files.list(folder)) {
            return all.toList();
        }
    }

    @Test
    void bringsTheFileBeforeTheCallAndRemovesItAfterwards() throws IOException {
        byte[] content = new byte[5_000_001];
        new Random(1).nextBytes(content);
        Files.write(hub.tmp.resolve("upload.bin"), content);

        List<Reply> replies = send("upload.bin");

        assertThat(replies)
                .containsExactly(new Reply("w1", Mapping.of(Map.of("sha256", digest(hub.tmp.resolve("upload.bin"))))));
        assertThat(hub.tmp.resolve("upload.bin")).exists();
        hub.tmpFiles.remove("upload.bin");
        assertThat(hub.tmp.resolve("upload.bin")).doesNotExist();
    }

    @Test
    void bringsAnEmptyFileToo() throws IOException {
        Files.write(hub.tmp.resolve("empty"), new byte[0]);

        assertThat(send("empty")).allMatch(Reply::answered);
    }

    @Test
    void answers3034ForANameOutsideTheDirectory() throws IOException {
        Files.writeString(directory.resolve("secret"), "secret");
        Files.createSymbolicLink(hub.tmp.resolve("link"), directory.resolve("secret"));

        for (String name :
                List.of("../secret", directory.resolve("secret").toString(), "link", "missing", "", ".", "a\u0000b")) {
            assertThat(send(name))
                    .as(name)
                    .extracting(reply -> ((Failure) reply.outcome()).code())
                    .containsExactly(3034);
        }

        assertThat(directory.resolve("secret")).exists();
    }

    @Test
    void answers3034WhenAPeerNamesAFileItDidNotSend() throws IOException {
        Files.writeString(w1.tmp.resolve("private"), "private");
        try (HostileNode node = HostileNode.joined(pair.vertx(), hub.url(), "w2")) {
            await().until(() -> node.heard("welcome"));
            node.say(
                    "{\"type\":\"envelope\",\"call\":1,\"token\":\"t\",\"action\":\"x\",\"digest\":\"\",\"arguments\":{\"tmp_file\":\"private\"},"
                            + "\"targets\":[],\"selector\":{},\"page\":{\"offset\":0,\"limit\":5,\"sort\":[]},\"identity\":\"i\",\"remaining\":1000,"
                            + "\"wait\":false,\"broadcasting\":true,\"hops\":[]}");

            await().until(() -> node.heard("\"code\":3034"));
        }
        Files.delete(w1.tmp.resolve("private"));
    }

    @Test
    void answers3039WhenTheTransferStallsAndTheReceiverTellsTheSenderToStop() throws IOException {
        Files.write(hub.tmp.resolve("upload.bin"), new byte[2_000_000]);
        try (HostileNode node = HostileNode.joined(pair.vertx(), hub.url(), "w2")) {
            await().until(() -> hub.stateOf("w2") == NodeState.CONNECTED);
            CompletionStage<List<Reply>> call = hub.links
                    .to("w2")
                    .send(
                            TestNode.envelope("file", Duration.ofSeconds(20), Map.of("tmp_file", "upload.bin"), "w2"),
                            reply -> {});
            await().until(() -> node.heard("\"type\":\"stream\",\"stream\":1,\"kind\":\"FILE\""));

            node.say("{\"type\":\"abort\",\"stream\":1,\"kind\":\"FILE\",\"call\":0,\"sender\":false,\"code\":3039}");

            assertThat(TestNode.await(call))
                    .extracting(reply -> ((Failure) reply.outcome()).code())
                    .containsExactly(3039);
            assertThat(node.heard("\"action\":\"file\"")).isFalse();
        }
    }

    @Test
    void removesWhatArrivedWhenTheSenderGoesAwayBeforeTheCall() throws IOException {
        try (HostileNode node = HostileNode.joined(pair.vertx(), hub.url(), "w2")) {
            await().until(() -> node.heard("welcome"));
            node.say("{\"type\":\"stream\",\"stream\":1,\"kind\":\"FILE\",\"length\":3}");
            node.sayBinary(new byte[] {0, 0, 0, 1, 'a', 'b', 'c'});
            node.say(
                    "{\"type\":\"end\",\"stream\":1,\"sha256\":\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}");
            await().until(() -> node.heard("stored"));
            assertThat(files(hub.tmp)).hasSize(1);
        }
        await().until(() -> files(hub.tmp).isEmpty());
    }
}
