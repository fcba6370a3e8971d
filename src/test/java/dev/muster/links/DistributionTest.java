package dev.muster.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.NodeState;
import dev.muster.model.Role;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistributionTest {
    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final Folder hubFiles = new Folder();
    private final Folder relayFiles = new Folder();
    private final Folder leafFiles = new Folder();
    private final TestNode hub = new TestNode(
            vertx,
            "hub",
            Role.HUB,
            Path.of(System.getProperty("java.io.tmpdir"), "links-" + System.nanoTime()),
            TestNode.FAST,
            hubFiles);

    @AfterEach
    void stop() {
        hub.close();
        TestNode.await(vertx.close());
    }

    private TestNode node(String id, Role role, Folder files) {
        TestNode node = new TestNode(vertx, id, role, directory, TestNode.FAST, files);
        files.owner = node;
        return node;
    }

    @Test
    void bringsFilesToEveryNodeAndReportsBack() {
        hubFiles.owner = hub;
        hub.listen(0);
        hubFiles.put("disk.camel.yaml", "v1 ä");
        try (TestNode w1 = node("w1", Role.RELAY, relayFiles);
                TestNode leaf = node("001", Role.LEAF, leafFiles)) {
            w1.listen(0);
            w1.dial(hub.url());
            leaf.dial(w1.url());
            await().until(() -> hub.stateOf("001") == NodeState.CONNECTED);
            await().until(() -> "v1 ä".equals(leafFiles.texts.get("disk.camel.yaml")));

            hubFiles.put("disk.camel.yaml", "v2".repeat(500_000));
            hub.distribution.announce();

            String digest = hubFiles.manifest().get("disk.camel.yaml");
            await().untilAsserted(() -> assertThat(hub.distribution.reports())
                    .containsExactly(
                            new Loaded("001", "disk.camel.yaml", digest, ""),
                            new Loaded("w1", "disk.camel.yaml", digest, "")));
            assertThat(hub.alarms).isEmpty();
        }
    }

    @Test
    void tellsAHubThatForgotEverythingAfterAReconnect() {
        int port = hub.listen(0);
        hubFiles.put("a.camel.yaml", "a");
        try (TestNode w1 = node("w1", Role.RELAY, relayFiles)) {
            w1.dial(hub.url());
            await().until(() ->
                    hub.distribution.reports().size() == 1 && w1.dialer().connected());
            hub.close();
            TestNode second = new TestNode(
                    vertx, "hub", Role.HUB, directory.resolve("second"), TestNode.FAST, OperationFiles.NONE);
            second.tokens.adopt(hub.tokens);

            second.listen(port);

            await().until(() -> second.distribution.reports().size() == 1);
            assertThat(second.alarms).isEmpty();
            second.close();
        }
    }

    @Test
    void refusesAFileWhoseTextDoesNotMatchItsDigest() {
        hubFiles.owner = hub;
        hub.listen(0);
        hubFiles.put("a.camel.yaml", "a");
        hubFiles.lie = true;
        try (TestNode w1 = node("w1", Role.RELAY, relayFiles)) {
            w1.dial(hub.url());

            await().until(() -> relayFiles.problems.size() == 1);

            assertThat(relayFiles.problems.values()).first().asString().contains("3040");
            assertThat(relayFiles.texts).isEmpty();
        }
    }

    @Test
    void ignoresReportsInTheNameOfOthers() {
        hub.listen(0);
        try (HostileNode node = HostileNode.joined(vertx, hub.url(), "w1")) {
            await().until(() -> node.heard("welcome"));

            node.say(
                    "{\"type\":\"loaded\",\"files\":[{\"node\":\"w2\",\"file\":\"a\",\"digest\":\"b\",\"error\":\"\"}]}");

            await().until(() -> hub.alarms.stream().anyMatch(alarm -> alarm.contains("'w2'")));
            assertThat(hub.distribution.reports()).isEmpty();
        }
    }

    /** Operation files in memory that load whatever the parent has. */
    private static final class Folder implements OperationFiles {
        final Map<String, String> texts = new ConcurrentHashMap<>();
        final Map<String, Throwable> problems = new ConcurrentHashMap<>();
        volatile boolean lie;
        volatile @Nullable TestNode owner;

        void put(String name, String text) {
            texts.put(name, text);
        }

        @Override
        public Map<String, String> manifest() {
            Map<String, String> manifest = new ConcurrentHashMap<>();
            texts.forEach((name, text) -> manifest.put(name, Digests.sha256(text)));
            return manifest;
        }

        @Override
        public String content(String name, String digest) {
            String text = texts.get(name);
            if (text == null || !Digests.sha256(text).equals(digest)) {
                throw new MusterException(ErrorCode.FILE_NOT_FOUND, name);
            }
            return lie ? text + " lie" : text;
        }

        @Override
        public void offer(Map<String, String> manifest, Fetcher fetcher) {
            manifest.forEach((name, digest) -> fetcher.fetch(name, digest).whenComplete((text, problem) -> {
                if (problem != null) {
                    problems.put(name, problem);
                } else {
                    texts.put(name, text);
                    owner.distribution.loaded(List.of(new Loaded(owner.tree.self(), name, digest, "")));
                    owner.distribution.announce();
                }
            }));
        }
    }
}
