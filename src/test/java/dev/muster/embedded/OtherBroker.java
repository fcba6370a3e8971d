package dev.muster.embedded;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A real broker, as others run it: one that lets nobody in without a name and a password, or none without a certificate. */
public final class OtherBroker implements AutoCloseable {
    /** What its one user says to get in. */
    public static final String LOGIN =
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"ann\" password=\"s3cret\";";

    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final int port;
    private final Process process;

    private OtherBroker(Path folder, String protocol, Map<String, String> security)
            throws IOException, InterruptedException {
        this.folder = folder;
        this.port = freePort();
        Path settings = settings(protocol, security);
        Process format =
                java("kafka.tools.StorageTool", "format", "-t", "MkU3OEVBNTcwNTJENDM2Qk", "-c", settings.toString());
        if (!format.waitFor(60, TimeUnit.SECONDS) || format.exitValue() != 0) {
            throw new IOException("the folder of the broker was not made; see " + folder.resolve("log.txt"));
        }
        process = java("kafka.Kafka", settings.toString());
    }

    /** Starts one that asks for {@link #LOGIN}; clients wait until it serves. */
    public static OtherBroker withPassword(Path folder) throws IOException, InterruptedException {
        return new OtherBroker(
                folder,
                "SASL_PLAINTEXT",
                Map.of(
                        "sasl.enabled.mechanisms",
                        "PLAIN",
                        "sasl.mechanism.inter.broker.protocol",
                        "PLAIN",
                        "listener.name.sasl_plaintext.plain.sasl.jaas.config",
                        LOGIN.replace(";", " user_ann=\"s3cret\";")));
    }

    /** Starts one that speaks TLS only, and asks for a certificate that it trusts. */
    public static OtherBroker withCertificates(Path folder) throws IOException, InterruptedException {
        keytool(
                folder,
                "-genkeypair",
                "-alias",
                "kafka",
                "-keyalg",
                "EC",
                "-dname",
                "CN=kafka",
                "-ext",
                "SAN=ip:127.0.0.1");
        Map<String, String> security = new TreeMap<>(stores(folder));
        security.put("ssl.client.auth", "required");
        return new OtherBroker(folder, "SSL", security);
    }

    /** What a client of {@link #withCertificates} needs beside the protocol: the certificate to trust, which it shows as well. */
    public static Map<String, String> stores(Path folder) {
        Map<String, String> stores = new TreeMap<>();
        for (String store : new String[] {"ssl.keystore", "ssl.truststore"}) {
            stores.put(store + ".location", folder.resolve("keys.p12").toString());
            stores.put(store + ".password", PASSWORD);
            stores.put(store + ".type", "PKCS12");
        }
        return stores;
    }

    /** Where it listens. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private Path settings(String protocol, Map<String, String> security) throws IOException {
        int controller = freePort();
        Properties given = new Properties();
        given.putAll(security);
        given.put("process.roles", "broker,controller");
        given.put("node.id", "1");
        given.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
        given.put("listeners", protocol + "://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller);
        given.put("controller.listener.names", "CONTROLLER");
        given.put("listener.security.protocol.map", protocol + ":" + protocol + ",CONTROLLER:PLAINTEXT");
        given.put("inter.broker.listener.name", protocol);
        given.put("log.dirs", folder.resolve("data").toString());
        given.put("offsets.topic.replication.factor", "1");
        given.put("offsets.topic.num.partitions", "1");
        given.put("transaction.state.log.replication.factor", "1");
        given.put("transaction.state.log.min.isr", "1");
        given.put("log.cleaner.dedupe.buffer.size", "2097152");
        Path file = folder.resolve("server.properties");
        try (var out = Files.newBufferedWriter(file)) {
            given.store(out, null);
        }
        return file;
    }

    /** The certificate is of its own making and therefore trusts itself once it is imported as one of others. */
    private static void keytool(Path folder, String... arguments) throws IOException, InterruptedException {
        Path store = folder.resolve("keys.p12");
        Path certificate = folder.resolve("kafka.crt");
        run(folder, store, arguments);
        run(folder, store, "-exportcert", "-alias", "kafka", "-file", certificate.toString());
        run(folder, store, "-importcert", "-noprompt", "-alias", "trusted", "-file", certificate.toString());
    }

    private static void run(Path folder, Path store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process made = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("keytool.txt").toFile()))
                .start();
        if (!made.waitFor(60, TimeUnit.SECONDS) || made.exitValue() != 0) {
            throw new IOException("no keystore; see " + folder.resolve("keytool.txt"));
        }
    }

    private Process java(String mainClass, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:+UseSerialGC",
                "-cp",
                Installation.of("kafka").resolve("*").toString(),
                mainClass));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("log.txt").toFile()))
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
