package dev.muster.embedded;

import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

/**
 * A Kafka broker of our own in a process of its own, for an installation that has none. It listens at loopback only, keeps its port and its
 * data between starts, comes back when it dies, and ends with this process however that ends. Thread-safe.
 */
public final class EmbeddedKafka extends EmbeddedEngine {
    /**
     * A broker that is not started yet.
     *
     * @param directory folder of its data and its log file
     * @param port port to listen at; 0 for a free one, which it keeps
     * @param heap most bytes of its heap
     */
    public EmbeddedKafka(Path directory, int port, long heap) {
        super(
                "kafka",
                () -> new EngineProcess.Plan(
                        Installation.of("kafka"),
                        "dev.muster.engine.kafka.Broker",
                        directory,
                        directory.resolve("broker.log"),
                        port,
                        heap));
    }

    /** Its bootstrap address, {@code host:port}, when it serves for the first time. Cancelled when it is closed before. */
    public CompletionStage<String> address() {
        return port().thenApply(port -> "127.0.0.1:" + port);
    }
}
