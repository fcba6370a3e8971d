package dev.muster.events.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's client goes on by itself when brokers restart or a group changes; what it gives up at is a restart, and counted with its reason. */
@Timeout(60)
class CountedConsumerTest {
    private static final ConsumerRebalanceListener NONE = new ConsumerRebalanceListener() {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
    };

    @Test
    void aMemberThatTheBrokersDoNotTakeIsCountedWithTheirReason(@TempDir Path folder) throws Exception {
        List<String> restarts = new CopyOnWriteArrayList<>();
        ReadMeter meter = new ReadMeter() {
            @Override
            public void restarted(Member member, String reason) {
                restarts.add(member.name() + " " + member.group() + " " + reason);
            }
        };
        try (EmbeddedKafka broker = new EmbeddedKafka(folder, 0, 96 << 20)) {
            broker.start();
            Map<String, Object> settings = Map.of(
                    "bootstrap.servers",
                    broker.address().toCompletableFuture().get(60, TimeUnit.SECONDS),
                    "group.id",
                    "g",
                    "session.timeout.ms",
                    1_000,
                    "heartbeat.interval.ms",
                    300);
            try (CountedConsumer consumer = new CountedConsumer(settings, meter, new ReadMeter.Member("p", "g"))) {
                consumer.subscribe(List.of("t"), NONE);

                assertThatThrownBy(() -> pollUntilItEnds(consumer)).isInstanceOf(KafkaException.class);
            }
        }
        assertThat(restarts).containsExactly("p g INVALID_SESSION_TIMEOUT");
    }

    private static void pollUntilItEnds(CountedConsumer consumer) {
        while (true) {
            consumer.poll(Duration.ofSeconds(1));
        }
    }
}
