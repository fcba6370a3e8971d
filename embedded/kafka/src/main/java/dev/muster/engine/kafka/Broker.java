package dev.muster.engine.kafka;

import dev.muster.engine.Engine;
import dev.muster.engine.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** One Kafka broker that is its own controller. */
public final class Broker implements Engine.Server {
    private static final String CONTROLLER = "CONTROLLER";

    private KafkaRaftServer server;

    private Broker() {}

    /** Runs until its program ends. */
    public static void main(String[] arguments) throws Exception {
        Engine.run(arguments, new Broker());
    }

    @Override
    public void start(Path directory, int port) throws Exception {
        Path log = directory.resolve("log");
        if (!Files.exists(log.resolve("meta.properties"))) {
            format(log);
        }
        server = new KafkaRaftServer(KafkaConfig.fromProps(properties(log, port)), Time.SYSTEM);
        server.startup();
    }

    @Override
    public void stop() {
        if (server != null) {
            server.shutdown();
        }
    }

    private static void format(Path log) throws Exception {
        Files.createDirectories(log);
        new Formatter()
                .setPrintStream(new PrintStream(System.err))
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(1)
                .setControllerListenerName(CONTROLLER)
                .addDirectory(log.toString())
                .setMetadataLogDirectory(log.toString())
                .setReleaseVersion(MetadataVersion.latestProduction())
                .run();
    }

    private static Properties properties(Path log, int port) throws IOException {
        int controller = Ports.choose();
        Properties given = new Properties();
        try (InputStream settings = Broker.class.getResourceAsStream("broker.properties")) {
            given.load(settings);
        }
        given.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
        given.put("listeners", "PLAINTEXT://127.0.0.1:" + port + "," + CONTROLLER + "://127.0.0.1:" + controller);
        given.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        given.put("log.dirs", log.toString());
        return given;
    }
}
