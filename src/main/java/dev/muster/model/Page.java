package dev.muster.model;

import java.util.List;

/**
 * Which part of the affected items the caller wants (specs/distributed-api.md sections 3.5 and 8.2).
 *
 * @param offset items to skip, at least 0
 * @param limit items to return, 1 to 100,000
 * @param sort fields with a leading {@code +} or {@code -}; empty keeps the order of the operation
 */
public record Page(int offset, int limit, List<String> sort) {
    /** The first 500 items in the order of the operation. */
    public static final Page FIRST = new Page(0, 500, List.of());

    /** Checks the ranges. */
    public Page {
        if (offset < 0) {
            throw new MusterException(ErrorCode.BAD_PARAMETER, "offset " + offset + " must be at least 0");
        }
        if (limit < 1 || limit > 100_000) {
            throw new MusterException(ErrorCode.BAD_PARAMETER, "limit " + limit + " must be from 1 to 100000");
        }
        sort = List.copyOf(sort);
    }
}
