package dev.muster.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Fleet;
import dev.muster.Fleet.Answer;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are no calls: every one is answered with a problem document that says what to do (case 64, design section 7). */
class DoorTest {
    @TempDir
    static Path folder;

    private static Fleet fleet;

    @BeforeAll
    static void startsAHub() {
        fleet = new Fleet(folder);
        fleet.hub("m");
    }

    @AfterAll
    static void stops() {
        fleet.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nowhere, 404",
        "GET, /cluster/m/nowhere, 404",
        "POST, /agents, 405",
        "DELETE, /operations/node.info, 405",
        "PUT, /operations, 405",
        "GET, /agents/restart, 405",
    })
    void aPathOrMethodThatIsNotOfferedIsAProblem(String method, String path, int status) {
        Answer answer = fleet.send("m", method, path, "");

        problem(answer, status);
        assertThat(answer.json().has("error")).as(answer.text()).isFalse();
    }

    @Test
    void anUnknownOperationIsAProblemWithItsCode() {
        Answer answer = fleet.call("m", "node.inof", "{}");

        problem(answer, 404);
        assertThat(answer.json().path("error").asInt()).isEqualTo(3073);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded", "application/octet-stream"
            })
    void case64_anotherContentTypeIsNotAcceptable(String type) {
        Answer answer = fleet.call("m", "node.info", "{}", "Content-Type", type);

        problem(answer, 406);
        assertThat(answer.json().path("error").asInt()).isEqualTo(6002);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json; charset=utf-8", "Application/JSON"})
    void jsonMayBeWrittenInAnyWay(String type) {
        assertThat(fleet.call("m", "node.info", "{}", "Content-Type", type).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "nonsense",
                "{\"arguments\": }",
                "{} trailing",
                "{\"a\":1,}",
                "\"text\"",
                "[]",
                "17",
                "{\"arguments\": NaN}"
            })
    void case64_aBodyThatIsNoJsonObjectIsMalformed(String body) {
        Answer answer = fleet.call("m", "node.info", body);

        problem(answer, 400);
        assertThat(answer.json().path("error").asInt()).isEqualTo(1018);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 100_000})
    void deepJsonIsRefused(int depth) {
        Answer answer = fleet.call("m", "node.info", "{\"arguments\": " + "[".repeat(depth) + "]".repeat(depth) + "}");

        problem(answer, 400);
    }

    @Test
    void aFieldThatComesTwiceIsMalformed() {
        Answer answer = fleet.call("m", "node.info", "{\"limit\": 1, \"limit\": 2}");

        problem(answer, 400);
    }

    @Test
    void case64_aBodyAboveTheLimitIsTooLarge() {
        Answer answer = fleet.call("m", "node.info", "{\"arguments\": {\"a\": \"" + "x".repeat(11 << 20) + "\"}}");

        problem(answer, 413);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/agents?surplus=1",
                "/agents?limit=0",
                "/agents?limit=many",
                "/agents?offset=-1",
                "/agents?limit=1&limit=2",
                "/agents?sort=",
                "/agents?agent_list=",
                "/agents?pretty=maybe",
                "/agents?status=asleep",
                "/agents?status=%GG",
            })
    void aQueryThatIsUnknownOrMalformedIsRefused(String path) {
        problem(fleet.send("m", "GET", path.replace("%GG", "%25GG%25"), ""), 400);
    }

    @Test
    void anOwnCorrelationIdIsKeptAndAForgedOneIsReplaced() {
        assertThat(fleet.send("m", "GET", "/nowhere", "", "X-Muster-Token", "my-own-id-0001")
                        .headers())
                .containsEntry("X-Muster-Token", "my-own-id-0001");
        assertThat(fleet.send("m", "GET", "/nowhere", "", "X-Muster-Token", "a b\"c{}")
                        .headers()
                        .get("X-Muster-Token"))
                .matches("[A-Za-z0-9_.-]{8,64}");
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, http://evil.example",
        "Origin, null",
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
    })
    void aWebPageOfAnotherSiteGetsNoRolesFromLoopback(String header, String value) {
        problem(fleet.call("m", "node.info", "{}", header, value), 403);
    }

    @Test
    void aHostNameThatWasMadeToPointHereGetsNoRolesFromLoopback() throws IOException {
        assertThat(exchange("GET /operations HTTP/1.1\r\nHost: rebound.evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/operations/%zz", "/api/v3/stream/%", "/api/log/%2"})
    void aPathThatCannotBeDecodedIsMalformed(String path) throws IOException {
        assertThat(exchange("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("application/problem+json", "Write % as %25");
    }

    private static String exchange(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", fleet.node("m").port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @Test
    void aPageOfThisProgramMayCallIt() {
        String own = "http://127.0.0.1:" + fleet.node("m").port();

        assertThat(fleet.call("m", "node.info", "{}", "Origin", own, "Sec-Fetch-Site", "same-origin")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void noRequestHeaderComesBack() {
        Answer answer = fleet.call(
                "m", "node.info", "{}", "X-Odd", "1", "name", "evil", "operation", "evil", "CamelHttpUri", "http://x");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).doesNotContainKeys("X-Odd", "name", "operation", "CamelHttpUri");
    }

    private static void problem(Answer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.headers().get("Content-Type")).isEqualTo("application/problem+json; charset=utf-8");
        assertThat(answer.headers().get("X-Muster-Token")).isNotBlank();
        assertThat(answer.json().path("title").asText()).isNotBlank();
        assertThat(answer.json().path("detail").asText()).isNotBlank();
        assertThat(answer.json().path("remediation").asText()).isNotBlank();
        assertThat(answer.json().has("status")).isFalse();
        assertThat(answer.text()).doesNotContain("<html", "at dev.muster", "Exception");
    }
}
