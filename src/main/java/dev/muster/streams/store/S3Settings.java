package dev.muster.streams.store;

import java.net.URI;
import java.time.Duration;

/**
 * How the store is reached.
 *
 * @param endpoint address of the server, always spoken to in path style
 * @param region empty for us-east-1
 * @param accessKey empty together with {@code secretKey} for the credentials of the machine (IAM, web identity)
 * @param timeout longest silence of the server inside an answer, and longest wait for a connection
 * @param connections most connections at once
 */
public record S3Settings(
        URI endpoint,
        String region,
        String bucket,
        String accessKey,
        String secretKey,
        Duration timeout,
        int connections) {
    /** Without the secret. */
    @Override
    public String toString() {
        return "bucket " + bucket + " at " + endpoint;
    }
}
