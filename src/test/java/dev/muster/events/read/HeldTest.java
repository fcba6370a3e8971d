package dev.muster.events.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.v6.BinaryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a queue holds ahead of those who ask. */
class HeldTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final Window window = new Window(10);
    private final Held held = new Held();
    private final List<byte[]> made = new ArrayList<>();

    @BeforeEach
    void holdFive() {
        for (int offset = 10; offset < 15; offset++) {
            add(offset);
        }
    }

    @Test
    void whatNobodyGotIsReleasedToBeTakenAgainFromItsPlace() {
        held.next().done();

        assertThat(held.release()).isEqualTo(Map.of(PARTITION, 11L));

        assertThat(held.isEmpty()).isTrue();
        assertThat(held.bytes()).isZero();
        assertThat(window.next()).isEqualTo(11);
        add(11);
        held.next().done();
        assertThat(window.next()).isEqualTo(12);
    }

    @Test
    void whatWasGivenBackIsKeptWithAllThatFollows() {
        Taken first = held.next();
        first.giveBack();

        assertThat(held.release()).isEmpty();

        assertThat(held.bytes()).isEqualTo(15);
        assertThat(held.next()).isSameAs(first);
        assertThat(first.again()).isTrue();
    }

    @Test
    void eventsAreMadeReadyOnceAndInTheirOrderUntilSomebodyAsks() {
        held.prepare(2, this::made, () -> false);
        held.prepare(5, this::made, () -> made.size() == 4);

        assertThat(made).hasSize(4);
        for (int i = 0; i < 4; i++) {
            Taken next = held.next();
            assertThat(next.value()).isSameAs(made.get(i));
            assertThat(next.ready()).isNotNull();
        }
        assertThat(held.next().ready()).isNull();
    }

    @Test
    void nothingIsMadeReadyWhereThatDoesNotHelp() {
        held.prepare(
                5,
                value -> {
                    made.add(value);
                    return null;
                },
                () -> false);

        assertThat(made).hasSize(1);
    }

    private Found made(byte[] value) {
        made.add(value);
        return new Found(new BinaryEvent(), value, null);
    }

    private void add(long offset) {
        held.add(PARTITION, window, window.add(offset), new byte[3]);
    }
}
