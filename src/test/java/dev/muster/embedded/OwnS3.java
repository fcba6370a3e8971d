package dev.muster.embedded;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Our own S3 server, and the AWS client that speaks to it. */
final class OwnS3 implements AutoCloseable {
    private final Path folder;
    private final EmbeddedS3 server;
    private final String endpoint;
    private final S3AsyncClient client;

    OwnS3(Path folder) throws Exception {
        this.folder = folder;
        server = new EmbeddedS3(folder, 0, 128L << 20);
        server.start();
        endpoint = server.endpoint().toCompletableFuture().get(60, TimeUnit.SECONDS);
        S3Credentials keys = server.credentials();
        client = S3AsyncClient.builder()
                .endpointOverride(URI.create(endpoint))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(keys.accessKey(), keys.secretKey())))
                .forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
                .build();
    }

    S3AsyncClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }

    String note(String bucket, String key) {
        return client.headObject(request -> request.bucket(bucket).key(key))
                .join()
                .metadata()
                .get("muster");
    }

    int anonymous(String method, String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(endpoint + path).toURL().openConnection();
        connection.setRequestMethod(method);
        return connection.getResponseCode();
    }

    String bucket(String name) {
        client.createBucket(request -> request.bucket(name)).join();
        return name;
    }

    void put(String bucket, String key, byte[] content) {
        client.putObject(request -> request.bucket(bucket).key(key), AsyncRequestBody.fromBytes(content))
                .join();
    }

    byte[] get(String bucket, String key) {
        return client.getObject(request -> request.bucket(bucket).key(key), AsyncResponseTransformer.toBytes())
                .join()
                .asByteArray();
    }

    List<String> list(String bucket, String prefix, String after, int most) {
        ListObjectsV2Response page = client.listObjectsV2(request -> request.bucket(bucket)
                        .prefix(prefix)
                        .startAfter(after.isEmpty() ? null : after)
                        .maxKeys(most))
                .join();
        return page.contents().stream().map(S3Object::key).toList();
    }

    String begin(String bucket, String key) {
        return client.createMultipartUpload(request -> request.bucket(bucket).key(key))
                .join()
                .uploadId();
    }

    CompletedPart part(String bucket, String key, String id, int number, int size) {
        String tag = client.uploadPart(
                        request -> request.bucket(bucket).key(key).uploadId(id).partNumber(number),
                        AsyncRequestBody.fromBytes(bytes(number, size)))
                .join()
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    static CompletedPart empty() {
        return CompletedPart.builder().build();
    }

    void complete(String bucket, String key, String id, List<CompletedPart> parts) {
        client.completeMultipartUpload(request ->
                        request.bucket(bucket).key(key).uploadId(id).multipartUpload(upload -> upload.parts(parts)))
                .join();
    }

    static byte[] bytes(int seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    List<String> files(String bucket) throws IOException {
        Path root = folder.resolve("objects").resolve(bucket);
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .toList();
        }
    }
}
