package dev.muster.links;

import dev.muster.model.Mapping;
import dev.muster.model.NodeState;
import dev.muster.model.Reply;
import dev.muster.model.Role;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls per second over one link, against plain HTTP calls that return the same body; both ends in this process. Not a test: run its main
 * with -Dorg.apache.logging.log4j.level=INFO. */
final class LinkBench {
    private static final Logger LOG = LoggerFactory.getLogger(LinkBench.class);

    private LinkBench() {}

    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Vertx.vertx();
        Path directory = Files.createTempDirectory("bench");
        TestNode hub = TestNode.hub(vertx, directory);
        TestNode node = new TestNode(vertx, "w1", Role.RELAY, directory).dial(hub.url());
        while (hub.stateOf("w1") != NodeState.CONNECTED) {
            Thread.onSpinWait();
        }
        Map<String, Object> body = new LinkedHashMap<>();
        for (int field = 0; field < 30; field++) {
            body.put("field" + field, field % 2 == 0 ? "value of field " + field : field * 1000L);
        }
        node.receiver = (envelope, from, fromParent, answer) -> {
            answer.accept(new Reply("w1", Mapping.of(body)));
            return Receipt.ENDED;
        };
        String json = io.vertx.core.json.Json.encode(body);
        int port = TestNode.await(vertx.createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
                        .requestHandler(request -> request.body()
                                .onSuccess(bytes -> request.response().end(json)))
                        .listen(0, "127.0.0.1"))
                .actualPort();
        var client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(64));
        Supplier<CompletionStage<?>> link =
                () -> hub.links.to("w1").send(TestNode.envelope("node.info", "w1"), reply -> {});
        Supplier<CompletionStage<?>> http = () -> client.request(HttpMethod.POST, port, "127.0.0.1", "/x")
                .compose(request -> request.send("{\"arguments\":{}}"))
                .compose(response -> response.body())
                .map(bytes -> io.vertx.core.json.Json.decodeValue(bytes))
                .toCompletionStage();
        for (int round = 0; round < 3; round++) {
            for (int concurrency : List.of(1, 16, 64)) {
                measure(vertx, "http", concurrency, http);
                measure(vertx, "link", concurrency, link);
            }
        }
        vertx.close();
    }

    private static void measure(Vertx vertx, String name, int concurrency, Supplier<CompletionStage<?>> call)
            throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(concurrency);
        LongAdder calls = new LongAdder();
        long cpu = cpu();
        long start = System.nanoTime();
        for (int slot = 0; slot < concurrency; slot++) {
            vertx.getOrCreateContext()
                    .runOnContext(
                            now -> again(call, start + Duration.ofSeconds(3).toNanos(), calls, ended));
        }
        ended.await();
        double seconds = (System.nanoTime() - start) / 1e9;
        double each = (cpu() - cpu) / 1e3 / calls.sum();
        LOG.info(
                "{} x{}: {} calls/s, {} us CPU per call",
                name,
                concurrency,
                Math.round(calls.sum() / seconds),
                Math.round(each * 10) / 10.0);
    }

    private static void again(Supplier<CompletionStage<?>> call, long until, LongAdder calls, CountDownLatch ended) {
        if (System.nanoTime() > until) {
            ended.countDown();
            return;
        }
        call.get().whenComplete((value, problem) -> {
            calls.increment();
            again(call, until, calls, ended);
        });
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
