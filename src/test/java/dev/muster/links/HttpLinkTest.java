package dev.muster.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.LinkKind;
import dev.muster.model.Mapping;
import dev.muster.model.MusterException;
import dev.muster.model.NodeState;
import dev.muster.model.Reply;
import dev.muster.model.Role;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpLinkTest {
    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private TestNode hub;
    private TestNode leaf;
    private HttpServer hubServer;
    private HttpServer leafServer;
    private HttpAnnouncer announcer;

    @BeforeEach
    void join() {
        hub = new TestNode(vertx, "hub", Role.HUB, directory);
        hubServer = serve(parentsDoor(), 0);
        leaf = new TestNode(vertx, "001", Role.LEAF, directory);
        OwnCredential own = leaf.credential(TestNode.JOIN);
        HttpDoor door = new HttpDoor(leaf.station, own);
        leafServer = serve(door, 0);
        announcer =
                new HttpAnnouncer(leaf.station, url(hubServer), url(leafServer).toString(), own, door);
        announcer.start();
        await().until(() -> hub.stateOf("001") == NodeState.CONNECTED && announcer.connected());
    }

    @AfterEach
    void nothingIsLeftBehind() {
        await().until(() -> hub.links.pending() == 0);
        announcer.stop();
        hub.links.close();
        await().until(() -> hub.links.connected().isEmpty());
        TestNode.await(vertx.close());
    }

    private HttpServer serve(io.vertx.core.Handler<io.vertx.core.http.HttpServerRequest> handler, int port) {
        return TestNode.await(vertx.createHttpServer(new HttpServerOptions())
                .requestHandler(handler)
                .listen(port, "127.0.0.1"));
    }

    private io.vertx.core.Handler<io.vertx.core.http.HttpServerRequest> parentsDoor() {
        HttpJoinDoor join = new HttpJoinDoor(hub.station, hub.doorman);
        HttpReportDoor reports = new HttpReportDoor(hub.station);
        return request -> (request.path().equals(HttpReportDoor.PATH) ? reports : join).handle(request);
    }

    private static URI url(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    private CompletionStage<List<Reply>> call(Duration time) {
        return hub.links.to("001").send(TestNode.envelope("node.info", time, Map.of("lines", 5), "001"), reply -> {});
    }

    @Test
    void callsANodeThatIsDialled() {
        List<Reply> replies = TestNode.await(call(Duration.ofSeconds(5)));

        assertThat(replies).allMatch(Reply::answered);
        assertThat(((Mapping) replies.get(0).outcome()).values()).containsEntry("action", "node.info");
        assertThat(hub.tree.find("001").orElseThrow().link()).isEqualTo(LinkKind.HTTP);
        assertThat(leaf.trust.anchor().hub()).isEqualTo("hub");
    }

    @Test
    void bringsALargeAnswerWhole() {
        leaf.receiver = Receivers.payload(5_000_000);

        assertThat(TestNode.await(call(Duration.ofSeconds(10)))).allMatch(Reply::answered);
    }

    @Test
    void fillsIn3021AndStopsTheWorkOfAFrozenNode() {
        Receivers.Silent silent = new Receivers.Silent();
        leaf.receiver = silent;

        List<Reply> replies = TestNode.await(call(Duration.ofMillis(300)));

        assertThat(replies)
                .extracting(reply -> ((Failure) reply.outcome()).code())
                .containsExactly(3021);
        await().untilAsserted(() -> assertThat(silent.cancelled).hasValue(1));
    }

    @Test
    void ends3020WhenTheNodeDiesMidCallAnd3022WhenItIsGone() {
        Receivers.Silent silent = new Receivers.Silent();
        leaf.receiver = silent;
        CompletionStage<List<Reply>> call = call(Duration.ofSeconds(20));
        await().until(() -> !silent.received.isEmpty());
        announcer.stop();

        TestNode.await(leafServer.close());

        assertThat(TestNode.await(call))
                .extracting(reply -> ((Failure) reply.outcome()).code())
                .containsExactly(3020);
        assertThat(TestNode.await(call(Duration.ofSeconds(2))))
                .extracting(reply -> ((Failure) reply.outcome()).code())
                .containsExactly(3022);
        await().atMost(Duration.ofSeconds(12)).until(() -> hub.stateOf("001") == NodeState.DISCONNECTED);
    }

    @Test
    void carriesMessagesUpWithTheIdOfTheNode() {
        assertThat(TestNode.await(leaf.links.ask("news", Map.of("token", "t"), Duration.ofSeconds(5))))
                .isEqualTo(List.of("news", "{token=t}", "001"));
    }

    @Test
    void carriesMessagesDownInTheOrderOfEachToken() {
        List<Integer> seen = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
        leaf.fromParent = (service, message) -> {
            seen.add((Integer) ((Map<?, ?>) message).get("number"));
            return CompletableFuture.completedFuture(service);
        };

        List<CompletionStage<?>> answers = new java.util.ArrayList<>();
        for (int number = 0; number < 200; number++) {
            answers.add(hub.links.ask("001", "job", Map.of("token", "t", "number", number), Duration.ofSeconds(10)));
        }

        answers.forEach(answer -> assertThat(TestNode.await(answer)).isEqualTo("job"));
        assertThat(seen)
                .containsExactlyElementsOf(IntStream.range(0, 200).boxed().toList());
    }

    @Test
    void aMessageThatIsNotAnsweredIsLateAndHoldsUpNoOtherToken() {
        leaf.fromParent = (service, message) ->
                service.equals("never") ? new CompletableFuture<>() : CompletableFuture.completedFuture(service);

        CompletionStage<?> late = hub.links.ask("001", "never", Map.of("token", "a"), Duration.ofMillis(500));

        assertThat(TestNode.await(hub.links.ask("001", "soon", Map.of("token", "b"), Duration.ofSeconds(5))))
                .isEqualTo("soon");
        assertThatThrownBy(() -> TestNode.await(late)).hasMessageContaining("3021");
    }

    @Test
    void whatAServiceFailsWithArrives() {
        leaf.fromParent = (service, message) -> {
            throw new MusterException(ErrorCode.QUEUE_FULL, "here");
        };

        assertThatThrownBy(() -> TestNode.await(hub.links.ask("001", "job", Map.of(), Duration.ofSeconds(5))))
                .hasMessageContaining("3070");
    }

    @Test
    void tellsAtOnceWhatChangesBelow() {
        leaf.tree.put(dev.muster.model.Node.of("below", "001", Role.LEAF, LinkKind.WEBSOCKET, NodeState.CONNECTED));

        await().atMost(Duration.ofSeconds(5)).until(() -> hub.tree.find("below").isPresent());
    }

    @Test
    void takesNoMessageFromAStranger() {
        int status = TestNode.await(vertx.createHttpClient()
                .request(io.vertx.core.http.HttpMethod.POST, hubServer.actualPort(), "127.0.0.1", HttpReportDoor.PATH)
                .compose(request -> request.putHeader("Authorization", "Bearer " + TestNode.JOIN)
                        .putHeader(HttpReportDoor.NODE, "001")
                        .send("{}"))
                .map(response -> response.statusCode()));

        assertThat(status).isEqualTo(401);
    }

    @Test
    void takesNoCallFromAStranger() {
        int status = TestNode.await(vertx.createHttpClient()
                .request(io.vertx.core.http.HttpMethod.POST, leafServer.actualPort(), "127.0.0.1", HttpDoor.ENVELOPE)
                .compose(request -> request.putHeader("Authorization", "Bearer " + TestNode.JOIN)
                        .send("{}"))
                .map(response -> response.statusCode()));

        assertThat(status).isEqualTo(401);
    }

    @Test
    void announcesItselfAgainAfterARestartOfTheParent() {
        int port = hubServer.actualPort();
        TestNode.await(hubServer.close());
        hub.links.disconnect("001", "restart");
        await().until(() -> hub.stateOf("001") == NodeState.DISCONNECTED);

        hubServer = serve(parentsDoor(), port);

        await().until(() -> hub.stateOf("001") == NodeState.CONNECTED);
        assertThat(TestNode.await(call(Duration.ofSeconds(5)))).allMatch(Reply::answered);
    }
}
