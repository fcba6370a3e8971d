package dev.muster.embedded;

import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

/**
 * An S3 server of our own in a process of its own, for an installation that has none; objects are plain files. It listens at loopback only,
 * accepts one key pair that it keeps, as it keeps its port and data, comes back when it dies, and ends with this process however that ends.
 * Thread-safe.
 */
public final class EmbeddedS3 extends EmbeddedEngine {
    private final S3Credentials credentials;

    /**
     * A server that is not started yet.
     *
     * @param directory folder of its objects and its log file
     * @param port port to listen at; 0 for a free one, which it keeps
     * @param heap most bytes of its heap
     */
    public EmbeddedS3(Path directory, int port, long heap) {
        super(
                "s3",
                () -> new EngineProcess.Plan(
                        Installation.of("s3"),
                        "dev.muster.engine.s3.ObjectServer",
                        directory,
                        directory.resolve("server.log"),
                        port,
                        heap));
        this.credentials = S3Credentials.in(directory);
    }

    /** Its endpoint, {@code http://host:port}, when it serves for the first time. Cancelled when it is closed before. */
    public CompletionStage<String> endpoint() {
        return port().thenApply(port -> "http://127.0.0.1:" + port);
    }

    /** The key pair it accepts. */
    public S3Credentials credentials() {
        return credentials;
    }
}
