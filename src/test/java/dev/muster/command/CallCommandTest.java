package dev.muster.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.command.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallCommandTest {
    private static final Terminal SCREEN = new Terminal(100, false, true);
    private static final String SCHEMA =
            """
            {"name":"log.tail","arguments":{"type":"object","properties":{
              "path":{"type":"string"},"lines":{"type":"integer"},"ratio":{"type":"number"},"all":{"type":"boolean"},
              "words":{"type":"array","items":{"type":"string"}},"extra":{"type":"object"}},"required":["path"]}}""";
    private static final String ALL =
            """
            {"data":{"affected_items":[{"size":3,"node":"w1"},{"size":4,"node":"w2"}],"total_affected_items":2,
             "total_failed_items":0,"failed_items":[]},"message":"log.tail ended on all targets","error":0}""";
    private static final String SOME =
            """
            {"data":{"affected_items":[{"node":"w1","size":3}],"total_affected_items":1,"total_failed_items":2,"failed_items":[
              {"error":{"code":3022,"message":"The node is not connected","remediation":"Check the node and its link"},"id":["w2","003"]}]},
             "message":"log.tail ended on some targets only","error":2}""";

    private final FakeHub hub =
            new FakeHub().on("GET /operations/log.tail", 200, SCHEMA).on("POST /operations/log.tail", 200, ALL);

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void typesArgumentsByTheSchemaOfTheOperation(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("words"), "one\ntwo\n");

        int code = call(
                        Terminal.NONE,
                        "path=@@home",
                        "lines=20",
                        "ratio=0.5",
                        "all=true",
                        "words=@" + file,
                        "extra={\"a\":[1]}")
                .code();

        assertThat(code).isZero();
        assertThat(new ObjectMapper()
                        .readTree(hub.last("POST", "/operations/log.tail").body()))
                .isEqualTo(
                        new ObjectMapper()
                                .readTree(
                                        """
                                {"arguments":{"path":"@home","lines":20,"ratio":0.5,"all":true,"words":["one","two"],"extra":{"a":[1]}}}"""));
    }

    @Test
    void sendsTargetsLimitsAndATokenOfItsOwn() throws IOException {
        call(
                Terminal.NONE,
                "--nodes",
                "w1,w2",
                "--groups",
                "web",
                "--labels",
                "os=linux",
                "--under",
                "w1",
                "--agents",
                "001",
                "path=x",
                "--timeout",
                "5s",
                "--wait",
                "--limit",
                "3",
                "--offset",
                "1",
                "--sort",
                "-node");

        FakeHub.Request sent = hub.last("POST", "/operations/log.tail");
        assertThat(new ObjectMapper().readTree(sent.body()))
                .isEqualTo(
                        new ObjectMapper()
                                .readTree(
                                        """
                                {"arguments":{"path":"x"},"target":{"nodes":["w1","w2"],"groups":["web"],"agents":["001"],
                                 "labels":{"os":"linux"},"under":"w1"},
                                 "timeout":"5s","wait_for_complete":true,"limit":3,"offset":1,"sort":"-node"}"""));
        assertThat(sent.headers().get("X-muster-token"))
                .singleElement()
                .asString()
                .hasSize(36);
    }

    @Test
    void refusesAWrongArgumentBeforeAnythingIsSent() {
        assertThat(call(Terminal.NONE, "lnes=3").err()).contains("takes no argument 'lnes'; did you mean lines");
        assertThat(call(Terminal.NONE, "lines=many").err()).contains("'many', but must be a whole number");
        assertThat(call(Terminal.NONE, "all=yes").err()).contains("true or false");
        assertThat(call(Terminal.NONE, "extra=[1]").err()).contains("a JSON object");
        assertThat(call(Terminal.NONE, "path=@/no/such/file").err()).contains("'/no/such/file' cannot be read");
        assertThat(call(Terminal.NONE, "path=a", "path=b").err()).contains("given twice");
        assertThat(call(Terminal.NONE, "path").err()).contains("write key=value");
        assertThat(call(Terminal.NONE, "--timeout", "soon").err()).contains("--timeout 'soon'");
        assertThat(call(Terminal.NONE, "lines=many").code()).isEqualTo(2);
        assertThat(hub.asked("POST")).isFalse();
    }

    @Test
    void suggestsTheOperationThatWasMeant() {
        hub.on(
                "GET /operations/log.tial",
                404,
                "{\"title\":\"Resource Not Found\",\"detail\":\"The operation does not exist: 'log.tial'; did you mean 'log.tail'?\",\"error\":3073}");

        Result result = run(Terminal.NONE, "call", "log.tial", "--url", hub.url());

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("3073 The operation does not exist: 'log.tial'; did you mean 'log.tail'?");
    }

    @Test
    void printsTheEnvelopeAsItIsWithoutATerminalOrWhenAsked() {
        assertThat(call(Terminal.NONE).out().strip()).isEqualTo(ALL.strip());
        assertThat(call(SCREEN, "--json").out().strip()).isEqualTo(ALL.strip());
    }

    @Test
    void showsATableWithTheNodeFirst() {
        assertThat(call(SCREEN).out().lines())
                .containsExactly(
                        "node  size", "w1    3", "w2    4", "log.tail ended on all targets (2 affected, 0 failed)");
    }

    @Test
    void showsEachFailureWithWhatToDo() {
        hub.on("POST /operations/log.tail", 200, SOME);

        Result result = call(SCREEN);

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out().lines())
                .containsExactly(
                        "node: w1",
                        "size: 3",
                        "failed w2, 003: 3022 The node is not connected",
                        "  Check the node and its link",
                        "log.tail ended on some targets only (1 affected, 2 failed)");
    }

    @Test
    void showsAProblemWithWhatEachNodeSaid() {
        hub.on(
                "POST /operations/log.tail",
                500,
                """
                {"title":"Internal Error","detail":"The operation did not end in time","remediation":"Give a longer timeout",
                 "error":3021,"dapi_errors":{"w2":{"error":"too late"},"w1":{"error":"late\u001b[2J"}}}"""
                        .replace("\u001b", "\\u001b"));

        Result result = call(SCREEN);

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out().lines())
                .containsExactly(
                        "3021 The operation did not end in time. Give a longer timeout",
                        "  w1: late\\u001b[2J",
                        "  w2: too late");
    }

    @Test
    void endsWith2WhenTheRequestItselfIsRefused() {
        hub.on("POST /operations/log.tail", 400, "{\"title\":\"Bad Request\",\"detail\":\"bad\",\"error\":3074}");
        assertThat(call(SCREEN).code()).isEqualTo(2);
        hub.on("POST /operations/log.tail", 403, "{\"title\":\"Permission Denied\",\"detail\":\"no\",\"error\":4000}");
        assertThat(call(SCREEN).code()).isEqualTo(1);
        hub.on("GET /operations/log.tail", 401, "{\"title\":\"Unauthorized\",\"detail\":\"No valid credential\"}");
        assertThat(call(SCREEN).code()).isEqualTo(2);
    }

    @Test
    void endsWith2WhenNobodyAnswersAtTheAddress() {
        hub.close();

        Result result = call(SCREEN);

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("nothing answers at " + hub.url());
        assertThat(run(SCREEN, "call", "node.info", "--url", "ftp://x").err()).contains("write http://HOST:PORT");
    }

    @Test
    void logsInWithTheUserAndSendsTheTokenAfterwards(@TempDir Path directory) throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "s3cret\n");
        hub.on("POST /security/user/authenticate", 200, "{\"data\":{\"token\":\"jwt\"},\"error\":0}");

        call(Terminal.NONE, "--user", "ada", "--password-file", password.toString());

        assertThat(hub.last("POST", "/security/user/authenticate").headers().get("Authorization"))
                .containsExactly("Basic YWRhOnMzY3JldA==");
        assertThat(hub.last("POST", "/operations/log.tail").headers().get("Authorization"))
                .containsExactly("Bearer jwt");
    }

    @Test
    void doesNotCallWhenTheLoginFails(@TempDir Path directory) throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "wrong\n");
        hub.on(
                "POST /security/user/authenticate",
                401,
                "{\"title\":\"Unauthorized\",\"detail\":\"Invalid credentials\"}");

        Result result = call(Terminal.NONE, "--user", "ada", "--password-file", password.toString());

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("user 'ada' cannot log in")
                .contains("Invalid credentials")
                .doesNotContain("wrong");
    }

    @Test
    void drawsTheRepliesAsTheyComeInAndWipesTheLine() {
        CountDownLatch asked = new CountDownLatch(2);
        List<String> tokens = new ArrayList<>();
        hub.on("GET /operations/calls/*", request -> {
            tokens.add(request.path().substring("/operations/calls/".length()));
            asked.countDown();
            return new FakeHub.Reply(200, "{\"targets\":7,\"accounted\":4,\"failed\":1}");
        });
        hub.on("POST /operations/log.tail", request -> {
            await(asked);
            return new FakeHub.Reply(200, ALL);
        });

        Result result = call(SCREEN);

        assertThat(result.err()).contains(" 4/7, 1 failed").endsWith("\r\u001b[K");
        assertThat(hub.last("POST", "/operations/log.tail").headers().get("X-muster-token"))
                .containsExactly(tokens.get(0));
    }

    @Test
    void showsALongTextOfASingleNodeWhole() {
        hub.on(
                "POST /operations/log.tail",
                200,
                "{\"data\":{\"affected_items\":[{\"node\":\"w1\",\"lines\":[\"a\\u001b\",\"b\"],\"content\":\"x\\ny\"}],\"total_affected_items\":1}}");

        assertThat(call(SCREEN).out().lines())
                .startsWith("node: w1", "lines:", "  a\\u001b", "  b", "content:", "  x", "  y");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Result(int code, String out, String err) {}

    private Result call(Terminal terminal, String... more) {
        List<String> arguments = new ArrayList<>(List.of("call", "log.tail", "--url", hub.url()));
        arguments.addAll(List.of(more));
        return run(terminal, arguments.toArray(String[]::new));
    }

    private static Result run(Terminal terminal, String... arguments) {
        Shell shell = new Shell(new FakeEngine(), terminal);
        int code = shell.run(arguments);
        return new Result(code, shell.out(), shell.err());
    }
}
