package dev.muster.camel;

import java.time.Instant;

/**
 * A file that is not in force, for health and the catalogue.
 *
 * @param file name without folder, or the folder itself
 * @param origin {@code local} or {@code parent}
 * @param line line at fault; 0 when the whole file is meant
 * @param reason what is wrong and what to do
 * @param since when this version of the file was first refused
 */
public record OperationProblem(String file, String origin, int line, String reason, Instant since) {}
