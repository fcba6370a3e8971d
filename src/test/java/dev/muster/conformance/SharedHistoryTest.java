package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Fleet;
import dev.muster.store.PostgresServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two hubs that share a PostgreSQL: it does not matter which of them is asked how a request went. */
class SharedHistoryTest {
    @RegisterExtension
    static final PostgresServer SERVER = new PostgresServer();

    @TempDir
    Path folder;

    @Test
    void waitsAndStreamsAtOneHubEndWithRowsThatTheOtherWrites() {
        try (Fleet fleet = new Fleet(folder)) {
            fleet.with("muster.database.url", SERVER.freshDatabase())
                    .with("muster.database.user", "postgres")
                    .with("muster.action.whitelist", "false");
            fleet.hub("1");
            fleet.hub("9");
            NodeApiClient api = new NodeApiClient(fleet, () -> fleet.url("9"));
            String warm = api.post("core/action/command", List.of(NodeApiClient.commandLine("true")));
            api.ended(warm, Duration.ofSeconds(20));

            String token = api.post("core/action/command", List.of(NodeApiClient.commandLine("sleep 2")));
            String at1 = fleet.url("1") + "/api/log/" + token;
            CompletableFuture<String> stream = streamed(at1 + "/stream");
            long asked = System.nanoTime();
            String waited = fleet.request(fleet.url("1"), "GET", "/api/log/" + token + "?wait=60", "")
                    .text();

            assertThat(waited).contains("\"code\":2");
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(9));
            assertThat(stream).succeedsWithin(Duration.ofSeconds(9)).asString().contains("\"code\":2");
        }
    }

    /** All that comes until the last row. */
    private static CompletableFuture<String> streamed(String url) {
        return HttpClient.newHttpClient()
                .sendAsync(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofLines())
                .thenApplyAsync(answer -> upToLast(answer.body()));
    }

    private static String upToLast(Stream<String> lines) {
        StringBuilder text = new StringBuilder();
        try (lines) {
            lines.takeWhile(line -> !line.contains("\"code\":2"))
                    .forEach(line -> text.append(line).append('\n'));
        }
        return text + "\"code\":2";
    }
}
