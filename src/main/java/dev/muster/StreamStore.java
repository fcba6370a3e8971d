package dev.muster;

import dev.muster.embedded.EmbeddedS3;
import dev.muster.embedded.S3Credentials;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.streams.store.S3Settings;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Where blobs are kept: the S3 that the settings name, or one that this program starts. */
final class StreamStore implements AutoCloseable {
    private final Settings settings;
    private final @Nullable EmbeddedS3 own;

    StreamStore(Settings settings) {
        this.settings = settings;
        this.own = settings.text("muster.s3.endpoint").isEmpty()
                ? new EmbeddedS3(
                        settings.path("muster.data.directory").resolve("s3"),
                        settings.integer("muster.s3.port", 0, 65_535),
                        settings.size("muster.s3.heap"))
                : null;
    }

    /** Starts what has to be started; the settings of the client come when it can be spoken to. */
    CompletionStage<S3Settings> start() {
        if (own == null) {
            return CompletableFuture.completedFuture(
                    client(named(), settings.text("muster.s3.access-key"), settings.text("muster.s3.secret-key")));
        }
        own.start();
        S3Credentials keys = own.credentials();
        return own.endpoint().thenApply(endpoint -> client(URI.create(endpoint), keys.accessKey(), keys.secretKey()));
    }

    /** True when nobody but this hub uses the store. */
    boolean alone() {
        return own != null;
    }

    /** Why the store that this program starts does not serve. */
    Optional<String> trouble() {
        return own == null ? Optional.empty() : own.trouble();
    }

    private S3Settings client(URI endpoint, String access, String secret) {
        return new S3Settings(
                endpoint,
                settings.text("muster.s3.region"),
                settings.text("muster.s3.bucket"),
                access,
                secret,
                settings.span("muster.s3.timeout"),
                settings.integer("muster.s3.connections", 1, 10_000));
    }

    private URI named() {
        String endpoint = settings.text("muster.s3.endpoint");
        String address = endpoint.contains("://")
                ? endpoint
                : (settings.flag("muster.s3.secure") ? "https://" : "http://") + endpoint;
        try {
            return URI.create(address);
        } catch (IllegalArgumentException e) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION, "muster.s3.endpoint is '" + endpoint + "'; write host:port or a URL", e);
        }
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }
}
