package dev.muster.streams.type;

import java.util.Optional;

/**
 * What a blob is.
 *
 * @param magic a description in words, or {@code error - ...} when there is none
 * @param format a name of appendix A, {@code unknown} for what no rule knows
 */
public record Identity(String mime, String magic, String format, Optional<String> extension) {}
