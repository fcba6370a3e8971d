package dev.muster.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VirtualThreadWorkersTest {
    @Test
    void runsTheBlockingWorkOfVertxOnVirtualThreadsWhereTheJdkHasThem() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            String worker = vertx.executeBlocking(() -> Thread.currentThread().toString())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            assertThat(worker.startsWith("VirtualThread")).isEqualTo(VirtualThreadWorkers.available());
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }
}
