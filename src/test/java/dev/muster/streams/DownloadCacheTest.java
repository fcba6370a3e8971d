package dev.muster.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What the cache of small blobs gives, and what it never gives. */
class DownloadCacheTest {
    private static final byte[] CONTENT = {1, 2, 3};

    private final AtomicLong now = new AtomicLong();
    private final DownloadCache cache = new DownloadCache(64, now::get);
    private final StreamKey key = StreamKey.of("lab", "content", "a".repeat(64));
    private final StreamKey other = StreamKey.of("lab", "content", "b".repeat(64));

    @Test
    void givesWhatItKeepsForAMinuteAndUnderItsOwnKeyOnly() {
        cache.put(key, CONTENT, cache.removals());

        assertThat(cache.get(key)).isEqualTo(CONTENT);
        assertThat(cache.get(StreamKey.of("other", "content", key.hash()))).isNull();
        now.addAndGet(TimeUnit.SECONDS.toNanos(61));
        assertThat(cache.get(key)).isNull();
    }

    @Test
    void keepsNothingThatWasDeletedWhileItWasRead() {
        long before = cache.removals();
        cache.remove(key);
        cache.put(key, CONTENT, before);

        assertThat(cache.get(key)).isNull();
        cache.put(key, CONTENT, cache.removals());
        assertThat(cache.get(key)).isEqualTo(CONTENT);
    }

    @Test
    void forgetsWhatWasReadLeastLatelyWhenThereIsNoRoom() {
        cache.put(key, new byte[40], cache.removals());
        cache.put(other, new byte[40], cache.removals());

        assertThat(cache.get(key)).isNull();
        assertThat(cache.get(other)).hasSize(40);
    }
}
