package dev.muster;

import dev.muster.embedded.EmbeddedKafka;
import dev.muster.events.EventAvro;
import dev.muster.events.EventHead;
import dev.muster.events.Model;
import dev.muster.events.kafka.ClusterException;
import dev.muster.events.kafka.DeadLetters;
import dev.muster.events.kafka.KafkaAccess;
import dev.muster.events.kafka.Producer;
import dev.muster.events.kafka.TopicChange;
import dev.muster.events.kafka.TopicSetup;
import dev.muster.events.read.Leases;
import dev.muster.events.read.LostReports;
import dev.muster.events.read.Pause;
import dev.muster.events.read.ReadMeter;
import dev.muster.events.reprocess.Reprocess;
import dev.muster.events.reprocess.ReprocessPlan;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.store.Database;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The cluster for a command that is no hub: that of the settings, or the broker of the hub that runs on the same data directory, or else
 * that broker started for as long as the command lasts.
 */
final class KafkaSession implements AutoCloseable {
    private static final long START_SECONDS = 60;
    private static final Duration REACH = Duration.ofSeconds(10);

    private final EventSettings settings;
    private final @Nullable EmbeddedKafka broker;
    private final KafkaAccess access;

    KafkaSession(EventSettings settings) throws InterruptedException {
        this.settings = settings;
        if (!settings.embedded()) {
            broker = null;
            access = reached(settings.access());
            return;
        }
        String running = running(settings.directory().resolve("port"));
        broker = running.isEmpty() ? settings.broker() : null;
        access = new KafkaAccess(broker == null ? running : started(broker), Map.of());
    }

    /** How the cluster is reached. */
    KafkaAccess access() {
        return access;
    }

    /** What is done so that all wanted topics are there, a line each; a dry run only says it. */
    List<String> ensure(boolean dry) throws InterruptedException {
        try (Admin admin = access.admin()) {
            TopicSetup setup = new TopicSetup(admin);
            List<TopicChange> changes = setup.plan(settings.topics());
            if (!dry) {
                setup.apply(changes);
            }
            return changes.stream().map(TopicChange::toString).toList();
        } catch (ClusterException e) {
            throw new MusterException(ErrorCode.SERVICE_UNREACHABLE, String.valueOf(e.getMessage()), e);
        }
    }

    /** Takes the events over that the settings mean; says a line for each topic. */
    void reprocess(Consumer<String> say) throws InterruptedException {
        ReprocessPlan plan = settings.reprocess();
        ensure(false).forEach(say);
        Set<String> topics;
        try (Admin admin = access.admin()) {
            topics = new TopicSetup(admin).names();
        }
        try (Producer producer = new Producer(access, settings.limits(), () -> "")) {
            DeadLetters letters =
                    new DeadLetters(producer::send, settings.names().deadLetter());
            Reprocess.Targets targets = new Reprocess.Targets(producer::send, letters::put);
            new Reprocess(access.settings(), plan, settings.prefix(), settings.names(), targets)
                    .run(topics, outcome -> say.accept(outcome.toString()));
        } catch (ClusterException e) {
            throw new MusterException(ErrorCode.SERVICE_UNREACHABLE, String.valueOf(e.getMessage()), e);
        }
    }

    /** Reports the tasks in that database that are lost; says what was done. */
    List<String> lostTasks(Database database, Leases.Settings how) throws InterruptedException {
        ensure(false);
        Clock clock = Clock.systemUTC();
        EventAvro avro = new EventAvro();
        String topic = settings.names().system(Model.STATUS);
        try (Producer producer = new Producer(access, settings.limits(), () -> "");
                Leases leases = new Leases(database, how, clock, ReadMeter.NONE)) {
            DeadLetters letters =
                    new DeadLetters(producer::send, settings.names().deadLetter());
            LostReports reports = new LostReports(
                    leases,
                    avro,
                    status -> producer.send(topic, EventHead.key(status), avro.write(status), Map.of()),
                    letters::put,
                    new Pause(database, leases, clock),
                    clock);
            long all = leases.count();
            CompletableFuture<?>[] reported = reports.all().stream()
                    .map(CompletionStage::toCompletableFuture)
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(reported).get(START_SECONDS, TimeUnit.SECONDS);
            return List.of(
                    reported.length + " lost tasks were reported", all - reported.length + " tasks are under way");
        } catch (ExecutionException | TimeoutException e) {
            throw new MusterException(ErrorCode.SERVICE_UNREACHABLE, "not all lost tasks could be reported: " + e, e);
        }
    }

    @Override
    public void close() {
        if (broker != null) {
            broker.close();
        }
    }

    /** A wrong address is said at once, with the address. */
    private static KafkaAccess reached(KafkaAccess access) throws InterruptedException {
        try (Admin admin = access.admin()) {
            admin.describeCluster(new DescribeClusterOptions().timeoutMs((int) REACH.toMillis()))
                    .nodes()
                    .get(REACH.toMillis(), TimeUnit.MILLISECONDS);
            return access;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            throw new MusterException(
                    ErrorCode.SERVICE_UNREACHABLE,
                    "the Kafka cluster at " + access.brokers() + ", see muster.kafka.brokers, does not answer: "
                            + (cause.getMessage() == null
                                    ? "no answer within " + REACH.toSeconds() + " seconds"
                                    : cause.getMessage()),
                    e);
        }
    }

    private static String running(Path file) {
        if (!Files.exists(file)) {
            return "";
        }
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(),
                Integer.parseInt(Files.readString(file).trim()))) {
            return "127.0.0.1:" + socket.getPort();
        } catch (IOException | NumberFormatException e) {
            return "";
        }
    }

    private static String started(EmbeddedKafka broker) throws InterruptedException {
        broker.start();
        try {
            return broker.address().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            String why = broker.trouble()
                    .orElse("it does not serve within "
                            + Duration.ofSeconds(START_SECONDS).toSeconds() + " seconds");
            broker.close();
            throw new MusterException(ErrorCode.SERVICE_UNREACHABLE, "the broker cannot be used: " + why, e);
        }
    }
}
