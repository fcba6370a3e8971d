package dev.muster.conformance;

import static dev.muster.conformance.ProxyCentral.codes;
import static dev.muster.conformance.ProxyCentral.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muster.Fleet.Answer;
import dev.muster.Inside;
import dev.muster.links.ssh.SshServer;
import dev.muster.model.MusterException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers, start and stop of the node proxy: cases 59 to 62 of specs/node-proxy.md section 10. */
class NodeProxyLanesTest {
    private static final String ORIGINAL = "id: 20, type: pullwss, prevail: 1";

    @TempDir
    Path folder;

    @Test
    void case59_whenWorkersAreDisturbedAndTheLinkBreaksTheOrderStays() {
        try (ProxyCentral central = new ProxyCentral(folder, List.of(ORIGINAL), "muster.nodes.pool", "2")) {
            OriginalNode first = central.original("20");
            List<String> tokens = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                tokens.add(central.begin("/api/nodes/20/core/action/command", "[{'command': '" + i + "'}]"));
                if (i == 20) {
                    first.drop();
                }
                if (i % 10 == 5) {
                    disturbWorkers();
                }
            }
            OriginalNode second = central.original("20");
            assertThat(codes(central.post(
                            "/api/nodes/20/core/action/command?log_wait=10000000", "[{'command': 'last'}]")))
                    .containsExactly(0, 0, 100, 2);

            List<Integer> ran = new ArrayList<>(numbers(first, tokens));
            ran.addAll(numbers(second, tokens));
            assertThat(ran).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(10);
            for (int i = 0; i < tokens.size(); i++) {
                if (!ran.contains(i)) {
                    assertThat(codes(central.rows(tokens.get(i))))
                            .as("command %s", i)
                            .containsExactly(1);
                }
            }
            second.close();
        }
    }

    @Test
    void case60_aNodeThatIsBusyDelaysNoOther() {
        try (SshServer server = SshServer.start(folder.resolve("sshd"));
                ProxyCentral central = new ProxyCentral(folder, List.of(ssh("3", server)), "muster.nodes.pool", "1")) {
            central.own("2");
            assertThat(central.post("/api/nodes/2/core/action/command?log_wait=10000000", "[{'command': 'true'}]")
                            .json()
                            .path("data"))
                    .hasSize(4);
            String busy = central.begin("/api/nodes/3/core/action/command", "[{'command': 'sleep 30', 'timeout': 40}]");
            await("start on 3")
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> codes(central.get("/api/log/" + busy)).size() == 2);

            long before = System.nanoTime();
            List<String> tokens = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                tokens.add(central.begin("/api/nodes/2/core/action/command", "[{'command': 'true'}]"));
            }
            tokens.forEach(token -> assertThat(codes(central.get("/api/nodes/2/log/" + token + "?log_wait=10000000")))
                    .containsExactly(0, 0, 100, 2));

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
            assertThat(codes(central.get("/api/log/" + busy))).containsExactly(0, 0);
        }
    }

    @Test
    void case61_tlsWithoutACertificateStopsTheStartAndNamesTheDirective() {
        assertThatThrownBy(() -> new ProxyCentral(folder, List.of(), "muster.nodes.httpserver.ssl", "true"))
                .isInstanceOf(MusterException.class)
                .hasMessageContaining("httpserver.ssl_cert_file");
        assertThatThrownBy(() -> new ProxyCentral(
                        folder,
                        List.of(),
                        "muster.nodes.httpserver.ssl",
                        "true",
                        "muster.nodes.httpserver.ssl_cert_file",
                        folder.resolve("none.pem").toString(),
                        "muster.nodes.httpserver.ssl_key_file",
                        folder.resolve("none.key").toString()))
                .isInstanceOf(MusterException.class)
                .hasMessageContaining("ssl_cert_file")
                .hasMessageContaining("none.pem");
    }

    @Test
    void case62_whatIsAskedForWhileTheProgramStopsIsRefusedAndNothingIsLeftOpen() {
        String running;
        List<String> late = new ArrayList<>();
        try (ProxyCentral central = new ProxyCentral(folder, List.of(ORIGINAL))) {
            running = central.begin("/api/core/action/command", "[{'command': 'sleep 300', 'timeout': 400}]");
            await("start")
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> codes(central.get("/api/log/" + running)).size() == 2);
            CompletableFuture<Answer> waiting =
                    CompletableFuture.supplyAsync(() -> central.get("/api/log/" + running + "?wait=60"));
            Inside inside = new Inside(central.fleet().node("1"));
            String url = "http://127.0.0.1:" + central.apiPort();
            long before = System.nanoTime();
            CompletableFuture<Void> stop = CompletableFuture.runAsync(central::close);
            List<String> refusals = new ArrayList<>();
            await("stop")
                    .atMost(Duration.ofSeconds(50))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        try {
                            late.add(inside.send(
                                    "COMMAND", "", "", Map.of("content", List.of(Map.of("command", "true")))));
                        } catch (MusterException | RejectedExecutionException closed) {
                            // the sender is told
                        }
                        try {
                            Answer answer = central.fleet()
                                    .request(
                                            url,
                                            "POST",
                                            "/api/core/action/command",
                                            "[{\"command\": \"true\"}]",
                                            ProxyCentral.basic("admin", ProxyCentral.PASSWORD));
                            if (answer.status() != 200) {
                                refusals.add(answer.json().path("message").asText());
                            }
                        } catch (AssertionError closed) {
                            // the port is closed
                        }
                        return stop.isDone();
                    });
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(50));
            assertThat(refusals).isNotEmpty().containsOnly("gorgone is stopping/restarting. Cannot proceed request.");
            assertThat(waiting).isDone();
        }
        try (ProxyCentral again = new ProxyCentral(folder, List.of(ORIGINAL))) {
            Answer rows = again.rows(running);

            assertThat(codes(rows)).as(rows.text()).last().isEqualTo(1);
            assertThat(messages(rows)).contains("commands processing has been cancelled");
            List<Answer> refused = late.stream()
                    .map(again::rows)
                    .filter(answer -> !messages(answer).contains("commands processing has started"))
                    .toList();
            assertThat(refused).isNotEmpty().allSatisfy(answer -> {
                assertThat(codes(answer)).containsExactly(1);
                assertThat(messages(answer)).containsExactly("gorgone is stopping/restarting. Cannot proceed request.");
            });
        }
    }

    private static void disturbWorkers() {
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("nodes-lane"))
                .forEach(Thread::interrupt);
    }

    /** Which of the commands a node was sent, in the order in which they came. */
    private static List<Integer> numbers(OriginalNode node, List<String> tokens) {
        return node.received("COMMAND").stream()
                .map(frame -> tokens.indexOf(OriginalNode.token(frame)))
                .filter(number -> number >= 0)
                .collect(Collectors.toList());
    }

    private static String ssh(String id, SshServer server) {
        return "id: " + id + ", "
                + server.definition().entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .collect(Collectors.joining(", "));
    }
}
