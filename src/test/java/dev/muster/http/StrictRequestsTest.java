package dev.muster.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What another server on the way might end elsewhere is refused, and nothing behind it on the same connection is served. */
@Timeout(60)
class StrictRequestsTest {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n";
    private static final List<String> SERVED = new CopyOnWriteArrayList<>();
    private static final HttpServerOptions OPTIONS = StrictRequests.options(new HttpServerOptions());

    private static Vertx vertx = Vertx.vertx();
    private static HttpServer server = vertx.createHttpServer();

    @BeforeAll
    static void listen() {
        server = StrictRequests.serve(vertx.createHttpServer(OPTIONS), OPTIONS)
                .requestHandler(request -> request.body().onSuccess(body -> {
                    SERVED.add(request.path() + " " + body);
                    request.response().end("got " + body);
                }))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterAll
    static void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void forget() {
        SERVED.clear();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            maxCharsPerColumn = 20_000,
            textBlock =
                    """
            both lengths              | 400 | Content-Length: 5\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n
            coding first              | 400 | Transfer-Encoding: chunked\\r\\nContent-Length: 5\\r\\n\\r\\n0\\r\\n\\r\\n
            two lengths               | 400 | Content-Length: 0\\r\\nContent-Length: 5\\r\\n\\r\\n
            two equal lengths         | 400 | Content-Length: 0\\r\\nContent-Length: 0\\r\\n\\r\\n
            list of lengths           | 400 | Content-Length: 0, 5\\r\\n\\r\\n
            negative length           | 400 | Content-Length: -1\\r\\n\\r\\n
            length with a plus        | 400 | Content-Length: +0\\r\\n\\r\\n
            length in hexadecimal     | 400 | Content-Length: 0x0\\r\\n\\r\\n
            length with a space       | 400 | Content-Length: 0 0\\r\\n\\r\\n
            length beyond 64 bits     | 400 | Content-Length: 18446744073709551616\\r\\n\\r\\n
            empty length              | 400 | Content-Length:\\r\\n\\r\\n
            unknown coding            | 501 | Transfer-Encoding: xchunked\\r\\n\\r\\n
            coding before chunked     | 501 | Transfer-Encoding: gzip, chunked\\r\\n\\r\\n0\\r\\n\\r\\n
            chunked not last          | 501 | Transfer-Encoding: chunked, identity\\r\\n\\r\\n0\\r\\n\\r\\n
            chunked twice             | 501 | Transfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n
            two codings               | 501 | Transfer-Encoding: chunked\\r\\nTransfer-Encoding: x\\r\\n\\r\\n0\\r\\n\\r\\n
            quoted chunked            | 501 | Transfer-Encoding: "chunked"\\r\\n\\r\\n0\\r\\n\\r\\n
            chunked with parameter    | 501 | Transfer-Encoding: chunked;a=b\\r\\n\\r\\n0\\r\\n\\r\\n
            empty coding              | 501 | Transfer-Encoding:\\r\\n\\r\\n
            identity                  | 501 | Transfer-Encoding: identity\\r\\n\\r\\n
            vertical tab in coding    | 400,501 | Transfer-Encoding: \\u000bchunked\\r\\n\\r\\n0\\r\\n\\r\\n
            space before colon        | 400 | Transfer-Encoding : chunked\\r\\n\\r\\n0\\r\\n\\r\\n
            tab before colon          | 400 | Content-Length\\t: 0\\r\\n\\r\\n
            header without colon      | 400 | Content-Length 5\\r\\n\\r\\n
            header without name       | 400 | : 5\\r\\n\\r\\n
            zero byte in a name       | 400 | Transfer\\u0000-Encoding: chunked\\r\\n\\r\\n
            zero byte in a value      | 400 | X-A: a\\u0000b\\r\\n\\r\\n
            bare CR in a value        | 400 | X-A: a\\rTransfer-Encoding: chunked\\r\\n\\r\\n
            bare LF in the headers    | 400 | X-A: a\\nTransfer-Encoding: chunked\\r\\n\\r\\n
            bare LF at their end      | 400 | X-A: a\\n\\n
            host twice                | 400 | Host: b\\r\\n\\r\\n
            key of an old WebSocket   | 400 | Sec-WebSocket-Key1: a\\r\\nSec-WebSocket-Key2: b\\r\\nUpgrade: websocket\\r\\n\\r\\n
            """)
    void isRefusedByItsHeaders(String name, String statuses, String headers) {
        String answer = exchange("POST /first HTTP/1.1\\r\\nHost: a\\r\\n" + headers + SMUGGLED);

        assertThat(SERVED).as(answer).isEmpty();
        assertThat(statuses.split(",")).as(answer).contains(answer.substring(9, 12));
        assertThat(answer)
                .startsWith("HTTP/1.1 ")
                .contains("application/problem+json", "\"detail\":\"", "\"remediation\":\"")
                .containsOnlyOnce("HTTP/1.1 ");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            no Host                       | POST /first HTTP/1.1\\r\\n\\r\\n
            space before the first header | POST /first HTTP/1.1\\r\\n Host: a\\r\\nHost: b\\r\\n\\r\\n
            coding folded to the start    | POST /first HTTP/1.1\\r\\n Transfer-Encoding: chunked\\r\\nHost: b\\r\\n\\r\\n0\\r\\n\\r\\n
            chunked in HTTP/1.0           | POST /first HTTP/1.0\\r\\nTransfer-Encoding: chunked\\r\\nConnection: keep-alive\\r\\n\\r\\n0\\r\\n\\r\\n
            no version                    | POST /first\\r\\nHost: a\\r\\n\\r\\n
            bare LF in the first line     | POST /first HTTP/1.1\\nHost: a\\r\\n\\r\\n
            garbage behind the version    | POST /first HTTP/1.1 x\\r\\nHost: a\\r\\n\\r\\n
            preface of HTTP/2             | PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n
            """)
    void isRefusedByItsFirstLines(String name, String head) {
        String answer = exchange(head + SMUGGLED);

        assertThat(SERVED).as(answer).isEmpty();
        assertThat(answer).containsPattern("^HTTP/[12].[01] (400|501) ").containsOnlyOnce("content-length:");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            size with 0x          | 0x5\\r\\nabcde\\r\\n
            size with a plus      | +5\\r\\nabcde\\r\\n
            negative size         | -5\\r\\nabcde\\r\\n
            space before the size | ` 5\\r\\nabcde\\r\\n`
            beyond 32 bits        | 100000005\\r\\nabcde\\r\\n
            beyond 64 bits        | 10000000000000005\\r\\nabcde\\r\\n
            many zeros            | 000000005\\r\\nabcde\\r\\n
            no size               | \\r\\nabcde\\r\\n
            no hexadecimal digit  | zz\\r\\nabcde\\r\\n
            garbage behind it     | 5 5\\r\\nabcde\\r\\n
            control behind it     | 5\\u0001\\r\\nabcde\\r\\n
            bare LF behind it     | 5\\nabcde\\r\\n
            bare CR in extension  | 5;a\\rb\\r\\nabcde\\r\\n
            bare LF in extension  | 5;\\nabcde\\r\\n
            chunk longer than it  | 5\\r\\nabcdef\\r\\n
            bare LF behind chunk  | 5\\r\\nabcde\\n
            endless extension     | 5;LONG\\r\\nabcde\\r\\n
            trailer without colon | 0\\r\\nTransfer-Encoding\\r\\n\\r\\n
            """)
    void isRefusedByItsChunks(String name, String chunks) {
        String body = chunks.replace("LONG", "a".repeat(2_000));
        String answer = exchange("POST /first HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n" + body
                + "0\\r\\n\\r\\n" + SMUGGLED);

        assertThat(SERVED).as(answer).isEmpty();
        assertThat(answer).doesNotContain("HTTP/1.1 200");
    }

    @Test
    void whatIsWellFormedIsServedAndTheConnectionStays() {
        String answer = exchange(
                "POST /a HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding:\\r\\n Chunked\\r\\n\\r\\n"
                        + "5;name=\"value\" ;x\\r\\nabcde\\r\\n1a \\r\\nABCDEFGHIJKLMNOPQRSTUVWXYZ\\r\\n000\\r\\nX-Trailer: 1\\r\\n\\r\\n"
                        + "POST /b HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 2\\r\\n\\r\\nfg"
                        + "GET /c HTTP/1.0\\r\\nConnection: keep-alive\\r\\n\\r\\n"
                        + "POST /d HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\nConnection: close\\r\\n\\r\\n1\\r\\nh\\r\\n0\\r\\n\\r\\n");

        assertThat(SERVED).containsExactly("/a abcdeABCDEFGHIJKLMNOPQRSTUVWXYZ", "/b fg", "/c ", "/d h");
        assertThat(answer).contains("got fg", "got h");
    }

    @Test
    void aRequestThatComesByteByByteIsUnderstoodAsWell() {
        RawExchange.bytewise(
                server.actualPort(),
                ("POST /a HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\nConnection: close\\r\\n\\r\\n"
                                + "5;x\\r\\nabcde\\r\\n0a\\r\\n0123456789\\r\\n0\\r\\n\\r\\n")
                        .translateEscapes());

        assertThat(SERVED).containsExactly("/a abcde0123456789");
    }

    @Test
    void onAConnectionOfOldHttpNothingFollowsABody() {
        String answer =
                exchange("POST /a HTTP/1.0\\r\\nConnection: keep-alive\\r\\nContent-Length: 0\\r\\nContent-Length: 5"
                        + "\\r\\n\\r\\n" + SMUGGLED);

        assertThat(SERVED).as(answer).doesNotContain("/smuggled ");
    }

    private static String exchange(String request) {
        return RawExchange.of(server.actualPort(), unescaped(request));
    }

    private static String unescaped(String text) {
        return text.replace("\\u000b", "\013")
                .replace("\\u0001", "\1")
                .replace("\\u0000", "\0")
                .translateEscapes();
    }
}
