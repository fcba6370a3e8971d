package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Fleet;
import dev.muster.Inside;
import dev.muster.http.RawExchange;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** At every port of a hub, a request whose end is not certain is refused, and what follows on its connection is never looked at. */
@Timeout(60)
class HttpFramingTest {
    private static final String NEXT = "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";

    @TempDir
    static Path folder = Path.of("");

    private static Fleet fleet = new Fleet(folder);
    private static List<Integer> ports = List.of();

    @BeforeAll
    static void start() {
        fleet = new Fleet(folder);
        var hub = fleet.hub(
                "hub",
                "muster.api.port",
                "0",
                "muster.nodes.httpserver.enable",
                "true",
                "muster.nodes.httpserver.address",
                "127.0.0.1",
                "muster.nodes.httpserver.port",
                "0",
                "muster.nodes.httpserver.token",
                "token-of-original-nodes-0123456789");
        ports = List.of(hub.port(), fleet.node("hub").configuration().door().apiPort(), new Inside(hub).nodeDoor());
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            both lengths         | 400 | Content-Length: 4\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n
            unknown coding       | 501 | Transfer-Encoding: xchunked\\r\\n\\r\\n
            coding before        | 501 | Transfer-Encoding: gzip, chunked\\r\\n\\r\\n0\\r\\n\\r\\n
            two lengths          | 400 | Content-Length: 0\\r\\nContent-Length: 4\\r\\n\\r\\n
            space before a colon | 400 | Content-Length : 4\\r\\n\\r\\n
            bare LF              | 400 | X-A: b\\nContent-Length: 4\\r\\n\\r\\n
            """)
    void isRefusedAndTheConnectionIsClosed(String name, String status, String headers) {
        for (int port : ports) {
            for (String target :
                    List.of("POST /operations/node.info", "POST /api/v2/event?model=binary", "GET /api/x")) {
                String answer = RawExchange.of(
                        port, target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers.translateEscapes() + NEXT);

                assertThat(answer)
                        .as("%s at port %s", target, port)
                        .startsWith("HTTP/1.1 " + status)
                        .containsOnlyOnce("HTTP/1.1 ")
                        .contains("\"remediation\":\"")
                        .doesNotContain("Exception");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0x2", "+2", "100000002", "2 x", "2;a\rb"})
    void aBodyWithBrokenChunksIsNotTakenAsOneThatEnds(String size) {
        String answer = RawExchange.of(
                ports.get(0),
                "POST /operations/node.info HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n" + size + "\r\n{}\r\n0\r\n\r\n" + NEXT);

        assertThat(answer).doesNotContain("HTTP/1.1 200");
    }
}
