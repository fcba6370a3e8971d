package dev.muster.model;

/** What an operation ended with on a node: items, a plain mapping, or a failure (specs/distributed-api.md section 3.3). */
public sealed interface Outcome permits Items, Mapping, Failure {}
