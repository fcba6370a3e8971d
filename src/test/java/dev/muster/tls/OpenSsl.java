package dev.muster.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Certificates made by the openssl program: NAME.crt and NAME.key in a directory. */
public record OpenSsl(Path directory) {
    private static final String NEW = "req -x509 -newkey rsa:2048 -days 2 -nodes ";

    /** One for the server at 127.0.0.1, which vouches for itself. */
    public void server(String name) {
        run(NEW + "-addext subjectAltName=IP:127.0.0.1 -subj /CN=" + name + pair(name));
    }

    /** Somebody who vouches for others, or for the node of that name. */
    public void authority(String name) {
        run(NEW + "-subj /CN=" + name + pair(name));
    }

    /** One that an authority vouches for; the extension may be empty. */
    public void client(String name, String subject, String extension, String authority) throws IOException {
        Path extensions = Files.writeString(directory.resolve(name + ".ext"), extension);
        Path request = directory.resolve(name + ".csr");
        run("req -newkey rsa:2048 -nodes -subj " + subject + " -keyout " + key(name) + " -out " + request);
        run("x509 -req -days 2 -CAcreateserial -in " + request + " -CA " + certificate(authority) + " -CAkey "
                + key(authority) + " -extfile " + extensions + " -out " + certificate(name));
    }

    /** The key of that name again, encrypted. */
    public Path encrypted(String name, String passphrase) {
        Path encrypted = directory.resolve(name + ".encrypted");
        run("pkcs8 -topk8 -v2 aes-256-cbc -in " + key(name) + " -out " + encrypted + " -passout pass:" + passphrase);
        return encrypted;
    }

    /** PEM file of a certificate. */
    public Path certificate(String name) {
        return directory.resolve(name + ".crt");
    }

    /** PEM file of its key. */
    public Path key(String name) {
        return directory.resolve(name + ".key");
    }

    private String pair(String name) {
        return " -keyout " + key(name) + " -out " + certificate(name);
    }

    private static void run(String arguments) {
        try {
            Process process = new ProcessBuilder(("openssl " + arguments).split(" "))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
