package dev.muster.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReceiptTest {
    private static final int MANY = 200;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicReference<Receipt> last = new AtomicReference<>();
    private final AtomicInteger delivered = new AtomicInteger();
    private final Collection<WeakReference<byte[]>> answers = new ConcurrentLinkedQueue<>();
    private HttpServer server;

    @BeforeEach
    void start() {
        Router router = Router.router(vertx);
        router.get().handler(this::answer);
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void answersOfAClientThatAsksAgainAreLetGoAtOnce() throws Exception {
        for (int i = 0; i < MANY; i++) {
            ask();
        }

        System.gc();
        assertThat(answers.stream().filter(each -> each.get() != null)).hasSizeLessThan(MANY / 10);
        assertThat(delivered).hasValueGreaterThanOrEqualTo(MANY - 1);
    }

    @Test
    void anAnswerAfterWhichNothingComesIsDeliveredInTheEnd() throws Exception {
        ask();

        await().untilAsserted(() -> assertThat(delivered).hasValue(1));
    }

    private void ask() throws Exception {
        URI url = URI.create("http://127.0.0.1:" + server.actualPort() + "/");
        assertThat(client.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    private void answer(RoutingContext ctx) {
        Receipt former = last.get();
        if (former != null) {
            former.askedAgain();
        }
        byte[] events = new byte[1_000];
        answers.add(new WeakReference<>(events));
        Receipt receipt = new Receipt(ctx, arrived -> {
            if (arrived && events.length > 0) {
                delivered.incrementAndGet();
            }
        });
        last.set(receipt);
        receipt.follow();
        ctx.response().end("events").onComplete(written -> receipt.written());
    }
}
