package dev.muster.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Speaks to a hub or relay over HTTP. Every request has a time limit. Thread-safe. */
final class HubClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Time limit of requests that only look something up. */
    static final Duration SHORT = Duration.ofSeconds(15);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final URI hub;
    private final @Nullable String authorization;

    private HubClient(URI hub, @Nullable String authorization) {
        this.hub = hub;
        this.authorization = authorization;
    }

    /** A client that sends no credential. */
    static HubClient anonymous(URI hub) {
        return new HubClient(hub, null);
    }

    /** A client that sends that token. */
    static HubClient withToken(URI hub, String token) {
        return new HubClient(hub, "Bearer " + token);
    }

    /** Logs in and keeps the token. */
    static HubClient login(URI hub, String user, String password) {
        String basic = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        Answer answer = new HubClient(hub, "Basic " + basic).post("/security/user/authenticate", "", Map.of(), SHORT);
        String token = answer.body().path("data").path("token").asText("");
        if (!answer.success() || token.isEmpty()) {
            throw CommandException.usage("user '" + user + "' cannot log in at " + hub + ": " + answer.problem());
        }
        return withToken(hub, token);
    }

    Answer get(String path, Duration limit) {
        return send(request(path, limit).GET().build());
    }

    Answer post(String path, String json, Map<String, String> headers, Duration limit) {
        HttpRequest.Builder request = request(path, limit).header("Content-Type", "application/json");
        headers.forEach(request::header);
        return send(request.POST(HttpRequest.BodyPublishers.ofString(json)).build());
    }

    private HttpRequest.Builder request(String path, Duration limit) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(hub + path)).timeout(limit).header("Accept", "application/json");
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return Answer.of(response.statusCode(), response.body());
        } catch (HttpTimeoutException e) {
            throw CommandException.usage(
                    hub + " did not answer within "
                            + request.timeout().orElse(CONNECT).toSeconds() + " s",
                    e);
        } catch (ConnectException e) {
            throw CommandException.usage(
                    "nothing answers at " + hub + "; start a hub with 'muster' or name another with --url", e);
        } catch (IOException e) {
            throw CommandException.usage("the connection to " + hub + " failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted while waiting for " + hub, e));
        }
    }
}
