package dev.muster.events.reprocess;

import dev.muster.events.Model;
import dev.muster.events.TopicNames;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Takes the topics of another prefix over, all beside one another. */
public final class Reprocess {
    private static final int THREADS = 16;

    private final Map<String, Object> client;
    private final ReprocessPlan plan;
    private final String group;
    private final Reencoding reencoding;
    private final Targets targets;
    private final AtomicBoolean stopped = new AtomicBoolean();

    /** Where events go. */
    @FunctionalInterface
    public interface Events {
        /** Sends a message; the stage ends when it is stored, and fails when it is not. */
        CompletionStage<Void> send(String topic, String key, byte[] value);
    }

    /** Where values go that cannot be decoded. */
    @FunctionalInterface
    public interface Letters {
        /** Keeps a value; the stage ends when it is stored, and fails when it is not. */
        CompletionStage<Void> put(String origin, byte[] value, String reason);
    }

    /** Where everything goes. */
    public record Targets(Events events, Letters letters) {}

    /**
     * What became of a topic.
     *
     * @param topic whole name
     * @param taken values that were read and are stored, dead ones included
     * @param dead values that could not be decoded
     * @param whole whether its end was reached
     */
    public record Outcome(String topic, long taken, long dead, boolean whole) {
        @Override
        public String toString() {
            return topic + ": " + taken + " events" + (dead > 0 ? ", " + dead + " of them not decodable" : "")
                    + (whole ? "" : "; stopped before its end");
        }
    }

    /**
     * A run that is not started yet.
     *
     * @param client how the cluster is reached
     * @param prefix prefix of this installation; the group that remembers the places is {@code <prefix>-reprocess-earliest}
     * @param names topics of this installation
     */
    public Reprocess(Map<String, Object> client, ReprocessPlan plan, String prefix, TopicNames names, Targets targets) {
        this.client = Map.copyOf(client);
        this.plan = plan;
        this.group = prefix + "-reprocess-earliest";
        this.reencoding = new Reencoding(names, plan.json());
        this.targets = targets;
    }

    /**
     * Works until all topics are taken over up to their ends, or until it is stopped.
     *
     * @param topics all topics of the cluster
     * @param say hears of each topic that is done
     * @throws MusterException when none of them is meant, or when one of them fails
     */
    public List<Outcome> run(Collection<String> topics, Consumer<Outcome> say) throws InterruptedException {
        Map<String, Model> chosen = plan.choose(topics);
        ExecutorService workers = Executors.newFixedThreadPool(Math.min(THREADS, chosen.size()));
        try {
            List<Future<Outcome>> running = new ArrayList<>();
            chosen.forEach((topic, model) -> running.add(workers.submit(transfer(topic, model, say))));
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Outcome> each : running) {
                outcomes.add(each.get());
            }
            return outcomes;
        } catch (ExecutionException e) {
            throw new MusterException(
                    ErrorCode.SERVICE_UNREACHABLE, "the topics cannot be taken over: " + e.getCause(), e);
        } finally {
            stop();
            workers.shutdown();
        }
    }

    /** Ends the run soon; another one goes on where this one was. */
    public void stop() {
        stopped.set(true);
    }

    private Callable<Outcome> transfer(String topic, Model model, Consumer<Outcome> say) {
        return () -> {
            try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
                Outcome outcome = new TopicTransfer(consumer, topic, model, reencoding, targets, stopped).run();
                say.accept(outcome);
                return outcome;
            }
        };
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
