package dev.muster.embedded;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** A real broker, as others run it, that lets nobody in without a name and a password. */
public final class SaslBroker implements AutoCloseable {
    /** What its one user says to get in. */
    public static final String LOGIN =
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"ann\" password=\"s3cret\";";

    private final Path folder;
    private final int port;
    private final Process process;

    /** Starts it; clients wait until it serves. */
    public SaslBroker(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.port = freePort();
        Path settings = settings();
        Process format =
                java("kafka.tools.StorageTool", "format", "-t", "MkU3OEVBNTcwNTJENDM2Qk", "-c", settings.toString());
        if (!format.waitFor(60, TimeUnit.SECONDS) || format.exitValue() != 0) {
            throw new IOException("the folder of the broker was not made; see " + folder.resolve("log.txt"));
        }
        process = java("kafka.Kafka", settings.toString());
    }

    /** Where it listens. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private Path settings() throws IOException {
        int controller = freePort();
        Properties given = new Properties();
        given.put("process.roles", "broker,controller");
        given.put("node.id", "1");
        given.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
        given.put("listeners", "SASL_PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller);
        given.put("controller.listener.names", "CONTROLLER");
        given.put("listener.security.protocol.map", "SASL_PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT");
        given.put("inter.broker.listener.name", "SASL_PLAINTEXT");
        given.put("sasl.enabled.mechanisms", "PLAIN");
        given.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        given.put("listener.name.sasl_plaintext.plain.sasl.jaas.config", LOGIN.replace(";", " user_ann=\"s3cret\";"));
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
