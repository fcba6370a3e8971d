package dev.muster.history;

import java.time.Duration;

/**
 * Limits of the rows and of their exchange.
 *
 * @param keep rows that were stored longer ago are purged
 * @param keepInstant the same for short-lived rows
 * @param messageSize most bytes of one part of an answer
 * @param answerRows most rows of one answer; the node that asks goes on from there
 * @param lookupRows most rows of one look-up
 * @param syncTimeout silence after which a node's answer is given up
 */
public record HistorySettings(
        Duration keep, Duration keepInstant, int messageSize, int answerRows, int lookupRows, Duration syncTimeout) {
    /** 604,800 s, 86,400 s, 130,000 bytes, 10,000 rows, 10,000 rows, 30 s. */
    public static final HistorySettings DEFAULT = new HistorySettings(
            Duration.ofSeconds(604_800), Duration.ofSeconds(86_400), 130_000, 10_000, 10_000, Duration.ofSeconds(30));
}
