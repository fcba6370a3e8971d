package dev.muster.model;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong on one node, shown under {@code dapi_errors} (specs/distributed-api.md section 3.7).
 *
 * @param error text that is safe to show
 * @param logfile where to look on that node; null for user errors and unexpected exceptions
 */
public record NodeError(String error, @Nullable String logfile) {}
