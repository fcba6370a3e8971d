package dev.muster.model;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A failed outcome. Two failures are the same error when {@link #key()} is equal: node errors and ids take no part
 * (specs/distributed-api.md section 3.3).
 *
 * @param code number on the wire
 * @param kind class of the error
 * @param status HTTP status when it is the whole answer
 * @param message what went wrong, with the value at fault
 * @param remediation what to do next; empty when there is nothing to say
 * @param ids items concerned; empty when the whole branch failed
 * @param nodeErrors what went wrong on which node
 */
public record Failure(
        int code,
        ErrorCode.Kind kind,
        int status,
        String message,
        String remediation,
        Set<String> ids,
        Map<String, NodeError> nodeErrors)
        implements Outcome {

    /** What makes two failures the same error. */
    public record Key(int code, ErrorCode.Kind kind, String message, String remediation) {}

    /** Copies the collections. */
    public Failure {
        ids = Collections.unmodifiableSet(new LinkedHashSet<>(ids));
        nodeErrors = Collections.unmodifiableMap(new TreeMap<>(nodeErrors));
    }

    /** A failure of that code whose message is the code's own, followed by the detail. */
    public static Failure of(ErrorCode code, String detail) {
        String message = detail.isEmpty() ? code.message() : code.message() + ": " + detail;
        return new Failure(code.code(), code.kind(), code.status(), message, code.remediation(), Set.of(), Map.of());
    }

    /** A failure of that code, without detail, so that the same code from several items groups together. */
    public static Failure of(ErrorCode code) {
        return of(code, "");
    }

    /** The identity of the error. */
    public Key key() {
        return new Key(code, kind, message, remediation);
    }

    /** True when this is an internal or cluster error. */
    public boolean internal() {
        return kind.internal();
    }

    /** True when this is the error of that code. */
    public boolean is(ErrorCode other) {
        return code == other.code();
    }

    /** The same error for other items. */
    public Failure withIds(Set<String> newIds) {
        return new Failure(code, kind, status, message, remediation, newIds, nodeErrors);
    }

    /** The same error with other node errors. */
    public Failure withNodeErrors(Map<String, NodeError> newNodeErrors) {
        return new Failure(code, kind, status, message, remediation, ids, newNodeErrors);
    }
}
