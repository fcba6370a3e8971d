package dev.muster.events.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuplicatesTest {
    @ParameterizedTest
    @CsvSource({"0,1", "1,1", "8,1", "9,2", "16,2", "1000,128", "1024,128"})
    void theTableIsRoundedUpToAPowerOfTwo(long bytes, int slots) {
        assertThat(new Duplicates(bytes).size()).isEqualTo(slots);
    }

    @Test
    void aMarkIsThePublishedHashOfNameVersionAndKey() {
        ReaderRequest.Client client = new ReaderRequest.Client("a", "b", "");

        assertThat(Duplicates.mark(client, "c")).isEqualTo(0x44BC2CF5AD770999L);
    }

    @Test
    void aNewerMarkTakesTheSlotOfAnOlderOne() {
        Duplicates duplicates = new Duplicates(8);
        duplicates.remember(5);
        boolean first = duplicates.seen(5);
        duplicates.remember(6);

        assertThat(first).isTrue();
        assertThat(duplicates.seen(6)).isTrue();
        assertThat(duplicates.seen(5)).isFalse();
    }
}
