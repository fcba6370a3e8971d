package dev.muster.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;

/**
 * Times one call at a time: from the request to the last byte of the answer. Arguments: URL, body, targets expected, calls to warm up, calls
 * to time. Prints the median and worst milliseconds, and how many targets answered and failed; ends with 1 when one is unaccounted for.
 */
final class FanOut {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private FanOut() {}

    public static void main(String[] arguments) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[0]))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(arguments[1]))
                .build();
        int expected = Integer.parseInt(arguments[2]);
        int warm = Integer.parseInt(arguments[3]);
        double[] millis = new double[Integer.parseInt(arguments[4])];
        int[] accounted = new int[2];
        for (int i = -warm; i < millis.length; i++) {
            long start = System.nanoTime();
            HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            double took = (System.nanoTime() - start) / 1e6;
            if (i >= 0) {
                millis[i] = took;
            }
            JsonNode data = JSON.readTree(answer.body()).path("data");
            accounted[0] = data.path("total_affected_items").asInt();
            accounted[1] = data.path("total_failed_items").asInt();
            if (accounted[0] + accounted[1] != expected) {
                Parent.tell("of " + expected + " targets " + accounted[0] + " answered and " + accounted[1]
                        + " failed: "
                        + answer.body().substring(0, Math.min(300, answer.body().length())));
                Runtime.getRuntime().exit(1);
            }
        }
        Arrays.sort(millis);
        Parent.tell("%.0f %.0f %d %d"
                .formatted(millis[millis.length / 2], millis[millis.length - 1], accounted[0], accounted[1]));
    }
}
