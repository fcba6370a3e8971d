package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.conformance.EventHub.Answer;
import dev.muster.events.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bodies with events have so much memory together, whether or not they say how long they are. */
@Timeout(60)
class EventBodyMemoryTest {
    @RegisterExtension
    static final EventHub HUB = new EventHub("muster.events.body-memory", "1MiB", "muster.http.body-rate", "0");

    private static final int KILOBYTE = 1 << 10;

    @Test
    void aBodyLargerThanAllTogetherMayBeIsRefusedHoweverItComes() {
        Answer told = HUB.publish("model=binary", " ".repeat(1_200 * KILOBYTE));

        assertThat(told.status()).isEqualTo(413);
        assertThat(told.json().get("detail").asText()).contains("1048576 bytes at most");
        assertThat(exchange("Transfer-Encoding: chunked", 1_200)).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void whileOneBodyIsOnItsWayAnotherIsToldToComeBackAndThenIsTaken() throws IOException {
        String events = "[" + String.join(",", Collections.nCopies(800, Samples.example("lab"))) + "]";
        for (String form : new String[] {"Content-Length: " + 900 * KILOBYTE, "Transfer-Encoding: chunked"}) {
            try (Socket slow = begin(form, 900, false)) {
                await(form).atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                    Answer busy = HUB.publish("model=binary", events);
                    assertThat(busy.status()).as(busy.text()).isEqualTo(503);
                    assertThat(busy.header("Retry-After")).isEqualTo("1");
                    assertThat(busy.json().get("title").asText()).isEqualTo("too many events at once");
                });
            }
            await(form).atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                Answer taken = HUB.publish("model=binary", events);
                assertThat(taken.status()).as(taken.text()).isEqualTo(200);
            });
        }
    }

    @Test
    void aClientThatAsksBeforeItSendsIsToldToGoOn() {
        assertThat(exchange("Content-Length: 2048\r\nExpect: 100-continue", 2)).startsWith("HTTP/1.1 100 Continue");
    }

    private static String exchange(String headers, int kilobytes) {
        try (Socket socket = begin(headers, kilobytes, true)) {
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(25), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends so much of a body of blanks, all but its last byte when it is not to end. */
    private static Socket begin(String headers, int kilobytes, boolean whole) throws IOException {
        Socket socket = new Socket("127.0.0.1", HUB.url().getPort());
        boolean chunked = headers.contains("chunked");
        StringBuilder text = new StringBuilder("POST /api/v2/event?model=binary HTTP/1.1\r\nHost: 127.0.0.1\r\n")
                .append(headers)
                .append("\r\n\r\n");
        for (int i = 0; i < kilobytes - (whole ? 0 : 1); i++) {
            text.append(chunked ? "400\r\n" : "").append(" ".repeat(KILOBYTE)).append(chunked ? "\r\n" : "");
        }
        text.append(chunked && whole ? "0\r\n\r\n" : "");
        socket.getOutputStream().write(text.toString().getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
