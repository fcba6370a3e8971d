package dev.muster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real S3 server in a process of its own, spoken to with signed requests. */
@Timeout(120)
class EmbeddedS3Test {
    private static final long HEAP = 128L << 20;

    @TempDir
    private Path folder;

    @Test
    void keepsObjectsPortAndKeysOverAStopAndAKill() throws Exception {
        String endpoint;
        S3Credentials keys;
        try (EmbeddedS3 s3 = new EmbeddedS3(folder, 0, HEAP)) {
            s3.start();
            endpoint = endpoint(s3);
            keys = s3.credentials();
            assertThat(request(keys, endpoint, "PUT", "/events", "").status()).isEqualTo(200);
            assertThat(request(keys, endpoint, "PUT", "/events/a", "content").status())
                    .isEqualTo(200);
        }
        try (EmbeddedS3 s3 = new EmbeddedS3(folder, 0, HEAP)) {
            s3.start();
            assertThat(endpoint(s3)).isEqualTo(endpoint);
            assertThat(s3.credentials()).isEqualTo(keys);
            assertThat(request(keys, endpoint, "GET", "/events/a", "").text()).isEqualTo("content");
            long first = s3.pid();

            ProcessHandle.of(first).orElseThrow().destroyForcibly();

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> s3.pid() != first && s3.trouble().isEmpty());
            assertThat(request(keys, endpoint, "GET", "/events/a", "").text()).isEqualTo("content");
        }
    }

    @Test
    void refusesOtherKeysAndKeepsItsOwnToItsOwner() throws Exception {
        try (EmbeddedS3 s3 = new EmbeddedS3(folder, 0, HEAP)) {
            s3.start();
            S3Credentials wrong = new S3Credentials(s3.credentials().accessKey(), "wrong");

            assertThat(request(wrong, endpoint(s3), "PUT", "/events", "").status())
                    .isEqualTo(403);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("credentials"))))
                    .isEqualTo("rw-------");
            assertThat(s3.credentials().toString())
                    .doesNotContain(s3.credentials().secretKey());
        }
    }

    private record Answer(int status, String text) {}

    private static String endpoint(EmbeddedS3 s3) throws Exception {
        return s3.endpoint().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static Answer request(S3Credentials keys, String endpoint, String method, String path, String body)
            throws Exception {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(keys.secretKey().getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        String type = body.isEmpty() ? "" : "text/plain";
        String signed = method + "\n\n" + type + "\n" + date + "\n" + path;
        String signature = Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(endpoint + path).toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setRequestProperty("Date", date);
        connection.setRequestProperty("Authorization", "AWS " + keys.accessKey() + ":" + signature);
        if (!body.isEmpty()) {
            connection.setRequestProperty("Content-Type", type);
            connection.setDoOutput(true);
            connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        }
        int status = connection.getResponseCode();
        return new Answer(status, text(status < 300 ? connection.getInputStream() : connection.getErrorStream()));
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
