package dev.muster.events.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.EventAvro;
import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.EventAuthor;
import dev.muster.events.v6.EventSourcePathNode;
import dev.muster.events.v6.StatusEvent;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayCacheTest {
    private static final Instant NOW = Instant.parse("2025-06-01T00:00:00Z");
    private static final ReaderRequest.Client UNZIP = new ReaderRequest.Client("Unzip", "1", "");

    private final List<BinaryEvent> published = new ArrayList<>();
    private final List<String> copied = new ArrayList<>();
    private final List<String> spared = new ArrayList<>();
    private Instant now = NOW;
    private boolean storeFails;

    private ReplayCache cache = cache(64_000);

    @ParameterizedTest
    @CsvSource({
        "completed, 10.001, true",
        "completed, 10, false",
        "completed-empty, 11, true",
        "completed-with-errors, 11, true",
        "opt-out, 11, false",
        "error-runner, 11, false",
        "heartbeat, 11, false",
        "completed, NaN, false",
    })
    void onlyLongTasksThatWentWellAreRemembered(String status, double runtime, boolean remembered) {
        cache.remember(Events.status(Events.binary(), status, runtime));

        assertThat(cache.answer(Events.binary(), UNZIP).isPresent()).isEqualTo(remembered);
    }

    @Test
    void theAnswerIsForTheSameFilePluginAndVersionOnly() {
        cache.remember(Events.status(Events.binary(), "completed", 11));
        BinaryEvent other = Events.binary();
        other.getEntity().setSha256("bb22");

        assertThat(cache.answer(other, UNZIP)).isEmpty();
        assertThat(cache.answer(Events.binary(), new ReaderRequest.Client("Unzip", "2", "")))
                .isEmpty();
        assertThat(cache.answer(Events.binary(), new ReaderRequest.Client("Zip", "1", "")))
                .isEmpty();
        assertThat(cache.answer(Events.binary(), UNZIP)).isPresent();
    }

    @Test
    void resultsComeBehindTheTriggerInItsSource() {
        cache.remember(Events.status(Events.binary(), "completed", 11, result()));
        BinaryEvent trigger = Events.deep(3);
        trigger.getSource().setName("feed");
        trigger.getSource().setSecurity("LOW");
        trigger.getFlags().setExpedite(true);

        CompletionStage<Void> done = cache.answer(trigger, UNZIP).orElseThrow();

        done.toCompletableFuture().join();
        BinaryEvent event = published.get(0);
        assertThat(published).hasSize(1);
        assertThat(event.getSource().getName()).isEqualTo("feed");
        assertThat(event.getSource().getSecurity()).isEqualTo("LOW");
        assertThat(event.getSource().getReferences()).isEqualTo(Map.of("user", "ann"));
        assertThat(event.getSource().getPath()).hasSize(4);
        assertThat(event.getSource().getPath().get(3).getSha256()).isEqualTo("bb22");
        assertThat(event.getSource().getPath().get(3).getTimestamp()).isEqualTo(NOW);
        assertThat(event.getTimestamp()).isEqualTo(NOW);
        assertThat(event.getFlags().getExpedite()).isTrue();
        assertThat(event.getFlags().getBypassCache()).isFalse();
        assertThat(trigger.getSource().getPath()).hasSize(3);
        assertThat(copied).containsExactly("lab>feed content cc33");
        assertThat(spared).containsExactly("Unzip 11.0");
    }

    @Test
    void inTheSameSourceNothingIsCopied() {
        cache.remember(Events.status(Events.binary(), "completed", 11, result()));

        cache.answer(Events.binary(), UNZIP).orElseThrow().toCompletableFuture().join();

        assertThat(published).hasSize(1);
        assertThat(copied).isEmpty();
    }

    @Test
    void whatCannotBePublishedAgainGoesToThePluginNextTime() {
        cache.remember(Events.status(Events.binary(), "completed", 11, result()));
        BinaryEvent trigger = Events.binary();
        trigger.getSource().setName("feed");
        storeFails = true;

        CompletionStage<Void> done = cache.answer(trigger, UNZIP).orElseThrow();

        assertThat(done.toCompletableFuture()).isCompletedExceptionally();
        assertThat(published).isEmpty();
        assertThat(spared).isEmpty();
        assertThat(cache.answer(trigger, UNZIP)).isEmpty();
    }

    @Test
    void entriesGoAfterTheirTime() {
        cache.remember(Events.status(Events.binary(), "completed", 11));
        now = NOW.plusSeconds(1_799);
        boolean before = cache.answer(Events.binary(), UNZIP).isPresent();
        now = NOW.plusSeconds(1_800);

        assertThat(before).isTrue();
        assertThat(cache.answer(Events.binary(), UNZIP)).isEmpty();
    }

    @Test
    void theOldestGoWhenTheBytesAreUsedUp() {
        for (int number = 0; number < 1_000; number++) {
            cache.remember(numbered(number));
        }
        long left = java.util.stream.IntStream.range(0, 1_000)
                .filter(number -> cache.answer(numbered(number).getEntity().getInput(), UNZIP)
                        .isPresent())
                .count();

        assertThat(left).isBetween(64L, 400L);
        assertThat(cache.answer(numbered(0).getEntity().getInput(), UNZIP)).isEmpty();
        assertThat(cache.answer(numbered(999).getEntity().getInput(), UNZIP)).isPresent();
    }

    @Test
    void whatTakesMoreThanItsShareIsNotRemembered() {
        cache = cache(640);

        cache.remember(Events.status(Events.binary(), "completed", 11));

        assertThat(cache.answer(Events.binary(), UNZIP)).isEmpty();
    }

    private static StatusEvent numbered(int number) {
        BinaryEvent input = Events.binary();
        input.getEntity().setSha256("n" + number);
        return Events.status(input, "completed", 11);
    }

    private static BinaryEvent result() {
        BinaryEvent result = Events.binary(Events.stream("content", 5, "text/plain"));
        result.getEntity().setSha256("bb22");
        result.getEntity().getDatastreams().get(0).setSha256("cc33");
        EventSourcePathNode node = Events.node();
        node.setAuthor(new EventAuthor("Unzip", "1", "plugin", ""));
        node.setSha256("bb22");
        node.setAction("extracted");
        result.getSource().getPath().add(node);
        return result;
    }

    private ReplayCache cache(long bytes) {
        InstantSource clock = () -> now;
        Reissue reissue = new Reissue(
                this::copy,
                events -> {
                    published.addAll(events);
                    return CompletableFuture.completedFuture(null);
                },
                (plugin, seconds) -> spared.add(plugin + " " + seconds),
                Runnable::run,
                clock);
        return new ReplayCache(
                new ReplayCache.Bounds(bytes, Duration.ofSeconds(10), Duration.ofSeconds(1_800)),
                new EventAvro(),
                reissue,
                clock.withZone(Clock.systemUTC().getZone()));
    }

    private void copy(String from, String to, String label, String sha256) throws IOException {
        if (storeFails) {
            throw new IOException("the store does not answer");
        }
        copied.add(from + ">" + to + " " + label + " " + sha256);
    }
}
