package dev.muster.dispatch;

import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Items;
import dev.muster.model.Mapping;
import dev.muster.model.NodeError;
import dev.muster.model.Outcome;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An outcome as the REST surface shows it: the envelope of specs/distributed-api.md section 8.1, or the problem of section 8.3. Pure. */
public final class Rendering {
    private static final Comparator<String> NUMERIC = Comparator.comparing(BigInteger::new);

    private Rendering() {}

    /**
     * What goes over HTTP.
     *
     * @param status HTTP status
     * @param body JSON object
     * @param problem whether the body is a problem document, {@code application/problem+json}
     * @param completed whether every target answered: the header {@code X-Muster-Completed}
     */
    public record Rendered(int status, Map<String, Object> body, boolean problem, boolean completed) {
        /** The same with 202 in place of 200, for operations that go on after the answer. */
        public Rendered accepted() {
            return problem ? this : new Rendered(202, body, false, completed);
        }
    }

    /** Renders an outcome. */
    public static Rendered of(Outcome outcome) {
        if (outcome instanceof Failure failure) {
            return new Rendered(failure.status(), problem(failure), true, !unanswered(failure));
        }
        if (outcome instanceof Items items) {
            return new Rendered(
                    200, envelope(items), false, items.failed().stream().noneMatch(Rendering::unanswered));
        }
        Map<String, Object> body = new LinkedHashMap<>(((Mapping) outcome).values());
        body.put("error", 0);
        return new Rendered(200, body, false, true);
    }

    private static boolean unanswered(Failure failure) {
        return Severity.of(failure) == Severity.BRANCH || failure.is(ErrorCode.NODE_NOT_CONNECTED);
    }

    private static Map<String, Object> envelope(Items items) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("affected_items", items.affected());
        data.put("total_affected_items", items.total());
        data.put("total_failed_items", items.totalFailed());
        data.put("failed_items", failed(items.failed()));
        items.extra().forEach(data::putIfAbsent);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("data", data);
        body.put("message", message(items));
        body.put("error", error(items));
        Map<String, NodeError> errors = new TreeMap<>();
        items.failed().forEach(failure -> failure.nodeErrors().forEach(errors::putIfAbsent));
        if (!errors.isEmpty()) {
            body.put("dapi_errors", nodeErrors(errors));
        }
        return body;
    }

    private static String message(Items items) {
        if (items.total() == 0) {
            return items.messages().none();
        }
        return items.totalFailed() == 0
                ? items.messages().all()
                : items.messages().some();
    }

    private static int error(Items items) {
        if (items.totalFailed() == 0) {
            return 0;
        }
        return items.total() == 0 ? 1 : 2;
    }

    private static List<Object> failed(List<Failure> failures) {
        List<Object> entries = new ArrayList<>(failures.size());
        failures.stream()
                .sorted(Comparator.comparingInt(Failure::code).thenComparing(Failure::message))
                .forEach(failure -> {
                    Map<String, Object> error = new LinkedHashMap<>();
                    error.put("code", failure.code());
                    error.put("message", failure.message());
                    remediation(error, failure);
                    Map<String, Object> entry = new LinkedHashMap<>();
                    entry.put("error", error);
                    entry.put("id", sorted(failure.ids()));
                    entries.add(entry);
                });
        return entries;
    }

    private static List<String> sorted(Collection<String> ids) {
        boolean numeric = ids.stream().allMatch(Rendering::integer);
        Comparator<String> text = Comparator.naturalOrder();
        return ids.stream().sorted(numeric ? NUMERIC.thenComparing(text) : text).toList();
    }

    private static boolean integer(String id) {
        int start = id.startsWith("-") ? 1 : 0;
        return id.length() > start && id.chars().skip(start).allMatch(c -> c >= '0' && c <= '9');
    }

    private static Map<String, Object> problem(Failure failure) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("title", failure.kind().title());
        body.put("detail", failure.message());
        remediation(body, failure);
        if (!failure.nodeErrors().isEmpty()) {
            body.put("dapi_errors", nodeErrors(failure.nodeErrors()));
        }
        if (failure.kind() != ErrorCode.Kind.UNAUTHORIZED) {
            body.put("error", failure.code());
        }
        return body;
    }

    private static void remediation(Map<String, Object> body, Failure failure) {
        if (!failure.remediation().isEmpty()) {
            body.put("remediation", failure.remediation());
        }
    }

    private static Map<String, Object> nodeErrors(Map<String, NodeError> errors) {
        Map<String, Object> rendered = new LinkedHashMap<>();
        errors.forEach((node, error) -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("error", error.error());
            if (error.logfile() != null) {
                entry.put("logfile", error.logfile());
            }
            rendered.put(node, entry);
        });
        return rendered;
    }
}
