package dev.muster.engine.kafka;

import dev.muster.engine.Engine;
import dev.muster.engine.Ports;
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

    private static Properties properties(Path log, int port) {
        int controller = Ports.choose();
        Properties given = new Properties();
        given.put("process.roles", "broker,controller");
        given.put("node.id", "1");
        given.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
        given.put("listeners", "PLAINTEXT://127.0.0.1:" + port + "," + CONTROLLER + "://127.0.0.1:" + controller);
        given.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        given.put("controller.listener.names", CONTROLLER);
        given.put("log.dirs", log.toString());
        alone(given);
        small(given);
        given.put("auto.create.topics.enable", "false");
        given.put("group.initial.rebalance.delay.ms", "0");
        // how long a reader that is not asked for keeps its place: 30 days, as the original asks of its brokers
        given.put("offsets.retention.minutes", "43200");
        given.put("message.max.bytes", "16777216");
        // a machine that loses its power loses at most the last second
        given.put("log.flush.interval.ms", "1000");
        given.put("log.flush.scheduler.interval.ms", "500");
        return given;
    }

    private static void alone(Properties given) {
        given.put("offsets.topic.replication.factor", "1");
        given.put("offsets.topic.num.partitions", "1");
        given.put("transaction.state.log.replication.factor", "1");
        given.put("transaction.state.log.min.isr", "1");
        given.put("transaction.state.log.num.partitions", "1");
        given.put("share.coordinator.state.topic.replication.factor", "1");
        given.put("share.coordinator.state.topic.min.isr", "1");
        given.put("share.coordinator.state.topic.num.partitions", "1");
    }

    private static void small(Properties given) {
        given.put("num.network.threads", "2");
        given.put("num.io.threads", "4");
        given.put("num.recovery.threads.per.data.dir", "2");
        given.put("background.threads", "2");
        given.put("log.cleaner.dedupe.buffer.size", "2097152");
        given.put("socket.request.max.bytes", "33554432");
        given.put("queued.max.requests", "64");
        given.put("metadata.max.idle.interval.ms", "10000");
    }
}
