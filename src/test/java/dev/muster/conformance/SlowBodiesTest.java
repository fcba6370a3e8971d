package dev.muster.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.conformance.EventHub.Answer;
import dev.muster.events.Samples;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients who send their bodies slowly, or stop, cannot keep others from being served. */
@Timeout(90)
class SlowBodiesTest {
    @RegisterExtension
    static final EventHub HUB = new EventHub(
            "muster.events.body-memory", "2MiB",
            "muster.http.body-memory", "1MiB",
            "muster.http.body-silence", "2s",
            "muster.http.body-time", "6s");

    private static final int KILOBYTE = 1 << 10;
    private static final String EVENTS = "/api/v2/event?model=binary";
    private static final String OPERATION = "/operations/node.info";

    private final List<Socket> open = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    @Test
    void twoHundredClientsThatTrickleDoNotKeepAGoodOneFromPublishing() throws IOException {
        for (int i = 0; i < 200; i++) {
            begin(EVENTS, "Content-Length: " + 2_000 * KILOBYTE, 64);
        }
        String events = events(400);

        await("the first good body").atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            Answer answer = HUB.publish("model=binary&sync=true", events);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        });
        for (int i = 0; i < 20; i++) {
            trickle();
            Answer answer = HUB.publish("model=binary&sync=true", events);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        }
    }

    @Test
    void whatIsAnnouncedTakesNothingFromOthers() throws IOException {
        for (int i = 0; i < 50; i++) {
            begin(EVENTS, "Content-Length: " + 2_000 * KILOBYTE, 1);
        }

        Answer answer = HUB.publish("model=binary", events(400));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    @Test
    void aBodyThatStopsIsAnswered408InTheFormOfItsSurface() throws IOException {
        Socket events = begin(EVENTS, "Transfer-Encoding: chunked", 3);
        Socket operation = begin(OPERATION, "Content-Length: 4096", 1);
        Socket node = begin("/api/nodes/hub/core/action/command", "Content-Length: 4096", 1);

        assertThat(answer(events))
                .startsWith("HTTP/1.1 408 ")
                .contains(
                        "\"status\":\"408\"",
                        "\"error_enum\"",
                        "3072 bytes of the body came, and then nothing for 2 s");
        assertThat(answer(operation))
                .startsWith("HTTP/1.1 408 ")
                .contains("\"remediation\"", "1024 bytes of the body came", "muster.http.body-silence");
        assertThat(answer(node)).startsWith("HTTP/1.1 408 ").contains("\"message\":\"the body came too slowly\"");
    }

    @Test
    void aBodyThatNeverEndsIsAnswered408EvenIfItNeverStops() throws IOException {
        Socket socket = begin(OPERATION, "Transfer-Encoding: chunked", 1);
        socket.setSoTimeout(200);
        StringBuilder answer = new StringBuilder();

        await("an answer")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    socket.getOutputStream().write("1\r\n \r\n".getBytes(US_ASCII));
                    answer.append(piece(socket));
                    return answer.toString().contains("\r\n\r\n");
                });

        assertThat(answer.toString()).startsWith("HTTP/1.1 408 ").contains("muster.http.body-time");
    }

    @Test
    void bodiesWithoutEventsAreBoundedTogetherToo() throws IOException {
        for (int i = 0; i < 20; i++) {
            begin(OPERATION, "Transfer-Encoding: chunked", 100);
        }
        String large = "{\"arguments\":{}" + " ".repeat(900 * KILOBYTE) + "}";

        await("room").atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            Answer answer = HUB.send("POST", OPERATION, large.getBytes(US_ASCII), "Content-Type", "application/json");
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        });
    }

    private static String events(int count) {
        return "[" + String.join(",", Collections.nCopies(count, Samples.example("lab"))) + "]";
    }

    /** Sends the first kilobytes of a body of blanks. */
    private Socket begin(String target, String framing, int kilobytes) throws IOException {
        Socket socket = new Socket("127.0.0.1", HUB.url().getPort());
        open.add(socket);
        boolean chunked = framing.contains("chunked");
        StringBuilder text = new StringBuilder("POST " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n")
                .append("Content-Type: application/json\r\n" + framing + "\r\n\r\n");
        for (int i = 0; i < kilobytes; i++) {
            text.append(chunked ? "400\r\n" : "").append(" ".repeat(KILOBYTE)).append(chunked ? "\r\n" : "");
        }
        socket.getOutputStream().write(text.toString().getBytes(US_ASCII));
        return socket;
    }

    /** Each sends one byte more, as long as it may. */
    private void trickle() throws IOException {
        for (Socket each : open) {
            try {
                each.getOutputStream().write(' ');
            } catch (SocketException e) {
                each.close();
            }
        }
        open.removeIf(Socket::isClosed);
    }

    private static String answer(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().endsWith("}") && !answer.toString().endsWith("}\n")) {
            answer.append(piece(socket));
        }
        return answer.toString();
    }

    private static String piece(Socket socket) throws IOException {
        byte[] piece = new byte[8192];
        try {
            int read = socket.getInputStream().read(piece);
            assertThat(read).as("bytes of the answer").isPositive();
            return new String(piece, 0, read, US_ASCII);
        } catch (java.net.SocketTimeoutException e) {
            return "";
        }
    }
}
