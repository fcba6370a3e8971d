package dev.muster.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTimeTest {
    private final LogTime time = new LogTime(ZoneId.of("UTC+02:00"), Instant.parse("2026-01-05T12:00:00Z"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-01-02T03:04:05Z hello|2026-01-02T03:04:05.000Z",
                "2026-01-02T03:04:05.678901Z|2026-01-02T03:04:05.678Z",
                "2026-01-02 03:04:05,678 INFO|2026-01-02T01:04:05.678Z",
                "[2026-01-02 03:04:05+01:00] x|2026-01-02T02:04:05.000Z",
                "2026-01-02T03:04:05+0530 x|2026-01-01T21:34:05.000Z",
                "{\"@timestamp\":\"2026-01-02T03:04:05.6Z\"|2026-01-02T03:04:05.600Z",
                "Jan  2 03:04:05 host sshd[1]: x|2026-01-02T01:04:05.000Z",
                "<13>Dec 31 23:04:05 host x|2025-12-31T21:04:05.000Z"
            })
    void readsTheUsualForms(String line, String expected) {
        assertThat(time.of(line)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no time at all",
                "2026-13-45T99:99:99Z",
                "Foo 12 10:00:00",
                "Feb 31 10:00:00",
                "at a.b(C.java:12)"
            })
    void answersNothingForLinesWithoutOne(String line) {
        assertThat(time.of(line)).isNull();
    }

    @Test
    void looksAtTheStartOfALineOnly() {
        assertThat(time.of("x".repeat(200) + "2026-01-02T03:04:05Z")).isNull();
    }
}
