package dev.muster.loss;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.conformance.EventHub;
import dev.muster.conformance.Fetched;
import dev.muster.events.Samples;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Publishes numbered events and counts how often each of them comes back, over HTTP and through any trouble. */
final class EventClient {
    private static final String TIME = "2025-01-02T03:04:05Z";
    private static final Pattern FILE = Pattern.compile("\"entity\":\\{\"sha256\":\"([0-9a-f]+)\"");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
    private final AtomicInteger total = new AtomicInteger();

    /** Publishes events from first on; each is acknowledged in the end. */
    void publish(String url, int first, int events) {
        for (int at = first; at < first + events; at += 1_000) {
            StringBuilder body = new StringBuilder("[");
            for (int i = at; i < Math.min(at + 1_000, first + events); i++) {
                body.append(i == at ? "" : ",").append(Samples.binary(name(i), "lab", TIME));
            }
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/v2/event?model=binary&sync=true"))
                    .POST(HttpRequest.BodyPublishers.ofString(body.append(']').toString()))
                    .build();
            assertThat(send(request).map(HttpResponse::statusCode)).contains(200);
        }
    }

    static String name(int number) {
        return String.format("%06x", number);
    }

    /** One fetch; the number of events, or nothing when there was no good answer. */
    Optional<Integer> fetch(String url, String query) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/v2/event/binary/" + query))
                .timeout(Duration.ofSeconds(40))
                .build();
        return send(request)
                .filter(answer -> answer.statusCode() == 200)
                .map(answer -> new EventHub.Answer(200, answer.headers(), answer.body()))
                .map(answer -> count(new String(Fetched.of(answer).document(), UTF_8)));
    }

    private int count(String document) {
        int events = 0;
        for (Matcher file = FILE.matcher(document); file.find(); events++) {
            seen.computeIfAbsent(file.group(1), none -> new AtomicInteger()).incrementAndGet();
        }
        total.addAndGet(events);
        return events;
    }

    /** Asks for events on a connection of one request and resets it when that many bytes of the answer have come; how many came. */
    static int breakOff(String url, String query, int bytes) throws IOException {
        URI at = URI.create(url);
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4_096);
            socket.setSoLinger(true, 0);
            socket.setSoTimeout(20_000);
            socket.connect(new InetSocketAddress(at.getHost(), at.getPort()));
            String request = "GET /api/v2/event/binary/" + query + " HTTP/1.1\r\nHost: " + at.getAuthority()
                    + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return socket.getInputStream().readNBytes(bytes).length;
        }
    }

    /** Fetches until nothing has come for that many answers in a row. */
    void drain(Supplier<String> url, String query, int quiet) {
        int nothing = 0;
        while (nothing < quiet) {
            Optional<Integer> got = fetch(url.get(), query);
            if (got.isPresent()) {
                nothing = got.get() == 0 ? nothing + 1 : 0;
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /** How many different events have come. */
    int different() {
        return seen.size();
    }

    /** Events that came, each time counted. */
    int total() {
        return total.get();
    }

    private Optional<HttpResponse<byte[]>> send(HttpRequest request) {
        try {
            return Optional.of(http.send(request, HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
