package dev.muster.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.conformance.EventHub.Answer;
import dev.muster.events.Samples;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that ask for much and never read it: the memory of their answers is bounded, others are served, and no event is lost. */
@Timeout(120)
class UnreadAnswersTest {
    @RegisterExtension
    static final EventHub HUB =
            new EventHub("muster.events.answers-memory", "48MiB", "muster.events.answers-patience", "1s");

    private static final int EVENTS = 480;
    private static final int CLIENTS = 64;
    private static final int MEGABYTE = 1 << 20;

    @Test
    void sixtyFourClientsThatNeverReadTakeNoMoreThanTheirRoomAndNothingFromOthers() throws IOException {
        Set<String> all = publish();
        List<Socket> deaf = new ArrayList<>();
        deaf.add(ask("deaf0"));
        await("a large answer").atMost(Duration.ofSeconds(30)).until(() -> taken() > 47 * MEGABYTE);
        for (int i = 1; i < CLIENTS; i++) {
            deaf.add(ask("deaf" + i));
        }
        List<Double> seen = new ArrayList<>();

        Set<String> read = new TreeSet<>();
        await("all events of a good reader").atMost(Duration.ofSeconds(60)).until(() -> {
            seen.add(taken());
            read.addAll(fetch("good"));
            return read.containsAll(all);
        });

        assertThat(seen).allSatisfy(bytes -> assertThat(bytes).isLessThan(120 * MEGABYTE));
        for (Socket each : deaf) {
            each.close();
        }
        for (int i = 0; i < CLIENTS; i += 9) {
            String name = "deaf" + i;
            Set<String> again = new TreeSet<>();
            await("the events of " + name).atMost(Duration.ofSeconds(60)).until(() -> {
                again.addAll(fetch(name));
                return again.containsAll(all);
            });
        }
        await("room is free").atMost(Duration.ofSeconds(20)).until(() -> taken() == 0);
    }

    private static Set<String> publish() {
        Set<String> all = new TreeSet<>();
        for (int i = 0; i < EVENTS; i++) {
            String file = String.format("%04x", i);
            all.add(file);
            String large = Samples.binary(file, "feed", "2025-01-02T03:04:05Z")
                    .replace("\"datastreams\"", "\"info\":{\"a\":\"" + "x".repeat(50_000) + "\"},\"datastreams\"");
            assertThat(HUB.publish("model=binary", large).status()).isEqualTo(200);
        }
        return all;
    }

    private static String target(String name) {
        return "/api/v2/event/binary/passive?version=1&r-historic=true&r-source=feed&count=1000&deadline=2&name="
                + name;
    }

    private static Socket ask(String name) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("127.0.0.1", HUB.url().getPort()));
        String request = "GET " + target(name) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        return socket;
    }

    /** The files of one answer; none when the hub says to come back. */
    private static List<String> fetch(String name) {
        Answer answer = HUB.get(target(name));
        if (answer.status() == 503) {
            assertThat(answer.header("Retry-After")).isEqualTo("1");
            assertThat(answer.json().get("detail").asText()).contains("muster.events.answers-memory");
            return List.of();
        }
        return Fetched.of(answer).files();
    }

    private static double taken() {
        return HUB.get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith("muster_events_answers_bytes"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
