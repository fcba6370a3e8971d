package dev.muster.streams.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;

/**
 * Makes the client of the store and words its failures. Asynchronous, so that a slow reader costs no thread; checksums of the client's own are sent only
 * where S3 demands them, because servers other than Amazon's refuse them (camel-notes 5b).
 */
final class S3Client {
    private S3Client() {}

    static S3AsyncClient open(S3Settings settings) {
        S3AsyncClientBuilder client = S3AsyncClient.builder()
                .endpointOverride(settings.endpoint())
                .region(Region.of(settings.region().isEmpty() ? "us-east-1" : settings.region()))
                .credentialsProvider(credentials(settings))
                .forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
                .asyncConfiguration(async ->
                        async.advancedOption(SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .maxConcurrency(settings.connections())
                        .maxPendingConnectionAcquires(10_000)
                        .connectionAcquisitionTimeout(settings.timeout())
                        .connectionTimeout(settings.timeout())
                        .readTimeout(settings.timeout())
                        .writeTimeout(settings.timeout()));
        if (LoopbackSigner.fits(settings.endpoint())) {
            client.putAuthScheme(new LoopbackSigner());
        }
        return client.build();
    }

    private static AwsCredentialsProvider credentials(S3Settings settings) {
        return settings.accessKey().isEmpty() && settings.secretKey().isEmpty()
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(settings.accessKey(), settings.secretKey()));
    }

    /** The same stage, whose failures say what was attempted. */
    static <T> CompletableFuture<T> named(String attempt, CompletableFuture<T> stage) {
        return stage.exceptionallyCompose(thrown -> CompletableFuture.failedFuture(failure(attempt, thrown)));
    }

    static StoreFailure failure(String attempt, Throwable thrown) {
        Throwable cause = cause(thrown);
        if (cause instanceof StoreFailure known) {
            return known;
        }
        int status = cause instanceof SdkServiceException answered ? answered.statusCode() : 0;
        return new StoreFailure("cannot " + attempt + ": " + reason(cause), status, cause);
    }

    static int status(Throwable thrown) {
        Throwable cause = cause(thrown);
        return cause instanceof SdkServiceException answered ? answered.statusCode() : 0;
    }

    private static Throwable cause(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    private static String reason(Throwable cause) {
        String text = cause.getMessage();
        return text == null || text.isEmpty() ? cause.getClass().getSimpleName() : text;
    }
}
