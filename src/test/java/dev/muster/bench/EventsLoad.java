package dev.muster.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client of the events surface. Takes lines: {@code documents FOLDER} writes the bodies for the load generator; {@code single N} is answered
 * with the median of milliseconds of a sync publish; {@code active N} with round trips per second; {@code delivery N} with the median of
 * milliseconds from publishing to a reader that waits; {@code readers N} makes readers.
 */
final class EventsLoad {
    private static final Pattern FETCHED = Pattern.compile("\"fetched\":(\\d+)");
    private static final Pattern DEQUEUED = Pattern.compile("\"dequeued\":\"([^\"]+)\"");
    private static final int INFO = 2_000;
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private EventsLoad() {}

    public static void main(String[] arguments) throws Exception {
        String url = arguments[0];
        Parent.answerLines(words -> switch (words[0]) {
            case "documents" -> documents(Path.of(words[1]));
            case "single" -> single(url, Integer.parseInt(words[1]));
            case "active" -> active(url, Integer.parseInt(words[1]));
            case "delivery" -> delivery(url, Integer.parseInt(words[1]));
            default -> readers(url, Integer.parseInt(words[1]));
        });
    }

    private static String documents(Path folder) throws IOException {
        for (int events : new int[] {1, 100}) {
            Files.write(folder.resolve("events-" + events + ".json"), EventDocuments.json(events, 1));
            Files.write(folder.resolve("events-" + events + ".avro"), EventDocuments.avro(events, 1));
        }
        return "written";
    }

    private static String single(String url, int times) throws Exception {
        long[] took = new long[times];
        for (int i = 0; i < times; i++) {
            byte[] document = EventDocuments.json(1, i);
            long start = System.nanoTime();
            publish(url, document, "model=binary&sync=1");
            took[i] = System.nanoTime() - start;
        }
        return median(took);
    }

    private static String active(String url, int times) throws Exception {
        String query = "/api/v2/event/binary/active?name=bench-active&version=1&r-historic=1&deadline=5&count=1";
        get(url + query);
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            String answer = new String(get(url + query), StandardCharsets.UTF_8);
            Matcher dequeued = DEQUEUED.matcher(answer);
            if (!dequeued.find()) {
                throw new IllegalStateException("no event in " + answer);
            }
            int from = answer.indexOf("{\"events\":[") + "{\"events\":[".length();
            String event = answer.substring(from, answer.lastIndexOf("]}"));
            String status =
                    "[{\"model_version\":6,\"timestamp\":\"2026-01-02T03:04:05Z\",\"author\":{\"name\":\"bench-active\","
                            + "\"version\":\"1\",\"category\":\"plugin\"},\"entity\":{\"input\":" + event
                            + ",\"status\":\"completed-empty\",\"runtime\":0.1}}]";
            publish(url, status.getBytes(StandardCharsets.UTF_8), "model=status&sync=1");
        }
        return "%.0f".formatted(times / ((System.nanoTime() - start) / 1e9));
    }

    private static String delivery(String url, int times) throws Exception {
        String query = "/api/v2/event/binary/passive?name=bench-delivery&version=1&r-live=1&deadline=20&count=1";
        get(url + query.replace("deadline=20", "deadline=1"));
        long[] took = new long[times];
        for (int i = 0; i < times; i++) {
            CompletableFuture<Long> arrived = CLIENT.sendAsync(
                            request(url + query).GET().build(), HttpResponse.BodyHandlers.ofByteArray())
                    .thenApply(answer -> {
                        if (fetched(answer.body()) != 1) {
                            throw new IllegalStateException("the waiting reader got nothing");
                        }
                        return System.nanoTime();
                    });
            // the reader has to wait before anything is published; nothing of the surface tells that it does
            pause();
            byte[] document = EventDocuments.json(1, 1_000_000L + i);
            long start = System.nanoTime();
            publish(url, document, "model=binary&sync=1");
            took[i] = arrived.join() - start;
        }
        return median(took);
    }

    private static void pause() {
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }

    private static String readers(String url, int number) throws Exception {
        CompletableFuture<?>[] waiting = new CompletableFuture<?>[number];
        for (int i = 0; i < number; i++) {
            waiting[i] = CLIENT.sendAsync(
                    request(url + "/api/v2/event/binary/passive?name=bench-idle" + i
                                    + "&version=1&r-live=1&r-expedite=1&deadline=1&count=1")
                            .GET()
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        }
        CompletableFuture.allOf(waiting).join();
        return String.valueOf(number);
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(60));
    }

    private static byte[] get(String url) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = CLIENT.send(request(url).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException(url + " answered " + answer.statusCode() + ": "
                    + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return answer.body();
    }

    private static void publish(String url, byte[] body, String query) throws IOException, InterruptedException {
        HttpResponse<String> answer = CLIENT.send(
                request(url + "/api/v2/event?" + query)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("publishing answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    private static int fetched(byte[] answer) {
        Matcher info =
                FETCHED.matcher(new String(answer, 0, Math.min(INFO, answer.length), StandardCharsets.ISO_8859_1));
        if (!info.find()) {
            throw new IllegalStateException("the answer tells no number of events");
        }
        return Integer.parseInt(info.group(1));
    }

    private static String median(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return "%.2f".formatted(sorted[sorted.length / 2] / 1e6);
    }
}
