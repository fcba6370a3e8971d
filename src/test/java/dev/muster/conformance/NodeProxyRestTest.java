package dev.muster.conformance;

import static dev.muster.conformance.ProxyCentral.basic;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.Fleet.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The REST surface of a central without nodes: cases 1 to 11 of specs/node-proxy.md section 10, and bad input to it. */
class NodeProxyRestTest {
    @TempDir
    static Path folder;

    private static ProxyCentral central;

    @BeforeAll
    static void start() {
        central = new ProxyCentral(folder, List.of());
    }

    @AfterAll
    static void stop() {
        central.close();
    }

    @Test
    void case01_aPathThatDoesNotStartWithApiIsForbidden() {
        Answer answer = central.get("/bad/endpoint");

        assertError(answer, 403, "http_error_403", "forbidden");
    }

    @Test
    void case02_withoutOrWithWrongCredentialsACallIsUnauthorized() {
        for (Answer answer : List.of(
                central.send("GET", "/api/internal/constatus", ""),
                central.send("GET", "/api/internal/constatus", "", basic("admin", "Wrong-Horse-7")),
                central.send("GET", "/api/internal/constatus", "", basic("nobody", ProxyCentral.PASSWORD)),
                central.send("GET", "/api/internal/constatus", "", "Authorization", "Basic %%%"),
                central.send("GET", "/api/internal/constatus", "", "Authorization", "Bearer abc"),
                central.send("POST", "/api/core/action/command", "[{'command': 'true'}]"),
                central.send("GET", "/bad/endpoint", ""))) {
            assertError(answer, 401, "http_error_401", "unauthorized");
            assertThat(answer.headers().get("WWW-Authenticate")).contains("Basic");
        }
    }

    @Test
    void case03_fromAnAddressOutsideTheAllowedHostsACallIsUnauthorizedWithRightCredentialsToo() throws IOException {
        assertThat(statusFrom("127.0.0.1")).isEqualTo("HTTP/1.1 200 OK");
        assertThat(statusFrom("127.0.0.2")).isEqualTo("HTTP/1.1 401 Unauthorized");
    }

    @Test
    void case04_aPasswordThatIsNotAsciiIsAccepted() {
        central.fleet().accounts("1").createUser("zoe", "Pässwörd-Żółć-7", List.of("administrator"));

        assertThat(central.send("GET", "/api/internal/constatus", "", basic("zoe", "Pässwörd-Żółć-7"))
                        .status())
                .isEqualTo(200);
        assertThat(central.send("GET", "/api/internal/constatus", "", basic("zoe", "Password-Zolc-7"))
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/internal/nothing",
                "GET /api/core/proxy/remotecopy",
                "GET /api/nodes/2/core/proxy/remotecopy",
                "GET /api/core/action/command",
                "POST /api/core/action/nothing",
                "POST /api/internal/constatus",
                "POST /api/log/abc",
                "DELETE /api/core/action/command",
                "GET /api",
                "GET /api/"
            })
    void case05_anUnknownMethodOrPathIsNotImplemented(String request) {
        String[] parts = request.split(" ");

        Answer answer = central.send(
                parts[0], parts[1], parts[0].equals("POST") ? "{}" : "", basic("admin", ProxyCentral.PASSWORD));

        assertError(answer, 404, "method_unknown", "Method not implemented");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "", "[{'command': 'true'}", "not json", "[] []"})
    void case06_aBodyThatIsNotJsonIsRefused(String body) {
        for (String path : List.of("/api/core/action/command", "/api/nodes/1/core/action/command")) {
            assertError(central.post(path, body), 400, "decode_error", "POST content must be JSON-formated");
        }
    }

    @Test
    void case07_anUnknownTokenHasNoLog() {
        for (String path : List.of("/api/log/unknown", "/api/nodes/2/log/unknown", "/api/nodes/1/log/unknown")) {
            Answer answer = central.get(path);

            assertError(answer, 200, "no_log", "No log found for token");
            assertThat(answer.json().path("data").isArray()).isTrue();
            assertThat(answer.json().path("data")).isEmpty();
            assertThat(answer.json().path("token").asText()).isEqualTo("unknown");
        }
    }

    @Test
    void case08_withoutNodesTheConnectionStatusIsEmpty() {
        Answer answer = central.get("/api/internal/constatus");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().get("Content-Type")).isEqualTo("application/json");
        assertThat(answer.text()).isEqualTo("{\"action\":\"constatus\",\"message\":\"ok\",\"data\":{}}\n");
    }

    @Test
    void case09_theInformationListsModulesEndpointsAndGrowingCounters() {
        JsonNode first = central.get("/api/internal/information").json();

        assertThat(first.path("action").asText()).isEqualTo("information");
        assertThat(first.path("message").asText()).isEqualTo("ok");
        assertThat(first.at("/data/modules").size()).isPositive();
        assertThat(first.at("/data/api_endpoints")
                        .path("POST_/core/proxy/remotecopy")
                        .asText())
                .isEqualTo("REMOTECOPY");
        long before = first.at("/data/counters/total").asLong();
        central.get("/api/internal/constatus");
        long after = central.get("/api/internal/information")
                .json()
                .at("/data/counters/total")
                .asLong();
        assertThat(after).isGreaterThanOrEqualTo(before + 2);
        central.begin("/api/core/action/command", "[{'command': 'true'}]");
        assertThat(central.get("/api/internal/information")
                        .json()
                        .at("/data/counters/total")
                        .asLong())
                .isGreaterThanOrEqualTo(after + 2);
    }

    @Test
    void case10_theThumbprintIsAlwaysTheSame() {
        Answer first = central.get("/api/internal/thumbprint");

        assertThat(first.json().path("action").asText()).isEqualTo("getthumbprint");
        assertThat(first.json().at("/data/thumbprint").asText()).matches("[A-Za-z0-9_-]{43}");
        assertThat(central.get("/api/internal/thumbprint").text()).isEqualTo(first.text());
    }

    @Test
    void case11_theLogLevelIsChangedAndRestored() {
        boolean before = debugLinesAppear();

        assertNoContent(central.post("/api/internal/logger", "{'severity': 'debug'}"));
        assertThat(debugLinesAppear()).isTrue();
        assertNoContent(central.post("/api/internal/logger", "{'severity': 'error'}"));
        assertThat(debugLinesAppear()).isFalse();
        assertNoContent(central.post("/api/internal/logger", "{'severity': 'default'}"));
        assertThat(debugLinesAppear()).isEqualTo(before);
        assertThat(central.post("/api/internal/logger", "{'severity': 'loud'}").status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=1%20UNION%20SELECT%20*%20FROM%20account",
                "limit=1+UNION+SELECT+1",
                "limit=1;DROP%20TABLE%20history",
                "limit=-1",
                "limit=0",
                "limit=1.5",
                "limit=99999999999999999999",
                "offset=1%20OR%201=1",
                "offset=-1",
                "code=2%20OR%201=1",
                "code=two",
                "id='1'",
                "ctime=now()",
                "etime=NaN",
                "sync_wait=soon",
                "log_wait=-1",
                "wait=1e9",
                "limit=1&limit=2"
            })
    void aQueryThatIsNoNumberIsRefusedAndDoesNothing(String query) {
        String token = central.begin("/api/core/action/command", "[{'command': 'true'}]");
        String rows = central.rows(token).text();

        for (String path : List.of("/api/log/" + token, "/api/nodes/2/log/" + token)) {
            Answer answer = central.get(path + "?" + query.replace("'", "%27"));

            assertThat(answer.status()).as(answer.text()).isEqualTo(400);
            assertThat(answer.json().path("error").asText()).isNotBlank();
            assertThat(answer.json().path("message").asText()).isNotBlank();
            assertThat(answer.text()).doesNotContain("Exception", "Syntax", "\\tat ");
        }
        assertThat(central.rows(token).text()).isEqualTo(rows);
    }

    @Test
    void aTokenInTheQueryDoesNotReplaceTheOneInThePath() {
        String token = central.begin("/api/core/action/command", "[{'command': 'true'}]");
        central.rows(token);

        Answer answer = central.get("/api/log/unknown?token=" + token);

        assertThat(answer.json().path("error").asText()).as(answer.text()).isEqualTo("no_log");
    }

    @Test
    void aBodyThatIsTooLargeOrTooDeepIsRefused() {
        assertThat(central.post("/api/core/action/command", "[\"" + "x".repeat(11 << 20) + "\"]")
                        .status())
                .isEqualTo(413);
        assertError(
                central.post("/api/core/action/command", "[".repeat(100_000)),
                400,
                "decode_error",
                "POST content must be JSON-formated");
    }

    private static void assertNoContent(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(204);
        assertThat(answer.text()).isEmpty();
    }

    private static void assertError(Answer answer, int status, String error, String message) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.headers().get("Content-Type")).isEqualTo("application/json");
        assertThat(answer.json().path("error").asText()).isEqualTo(error);
        assertThat(answer.json().path("message").asText()).isEqualTo(message);
    }

    /** A message to an unknown node is one of the things that are told at level debug. */
    private static boolean debugLinesAppear() {
        try (LogCapture log = LogCapture.ofWhatAppears()) {
            central.rows(central.begin("/api/nodes/77/core/action/command", "[{'command': 'true'}]"));
            return log.lines().stream()
                    .anyMatch(line -> line.contains("COMMAND to node '77': proxy - unknown target 77"));
        }
    }

    /** The status line for a caller with that address. */
    private static String statusFrom(String address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
            socket.connect(new InetSocketAddress("127.0.0.1", central.apiPort()), 5_000);
            socket.setSoTimeout(10_000);
            String[] credential = basic("admin", ProxyCentral.PASSWORD);
            socket.getOutputStream()
                    .write(("GET /api/internal/constatus HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                                    + credential[0] + ": " + credential[1] + "\r\n\r\n")
                            .getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }
}
