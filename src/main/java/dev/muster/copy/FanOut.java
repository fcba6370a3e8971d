package dev.muster.copy;

import dev.muster.model.History;
import dev.muster.model.ResultCode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One source to many nodes: a token for each under a token for all (specs/README.md, node-proxy). The token for all begins with a row that
 * names the others, and ends when the last node's does. Thread-safe.
 */
public final class FanOut {
    private static final Logger LOG = LoggerFactory.getLogger(FanOut.class);

    private final History history;
    private final Supplier<String> tokens;
    private final Copier copier;

    /** Copies to one node, over whatever link it has. */
    @FunctionalInterface
    public interface Copier {
        /**
         * Begins a copy.
         *
         * @param data data of the request; {@code content} holds the body
         * @return completes with the outcome; a failure counts as one
         */
        CompletionStage<Outcome> copy(String token, String target, Map<String, ?> data);
    }

    /** Takes new tokens from {@code tokens}. */
    public FanOut(History history, Supplier<String> tokens, Copier copier) {
        this.history = history;
        this.tokens = tokens;
        this.copier = copier;
    }

    /**
     * Begins a copy to each target, once however often it is named.
     *
     * @param parent the token for all
     * @return the token of each target, in their order
     */
    public Map<String, String> start(String parent, Collection<String> targets, Map<String, ?> data) {
        Map<String, String> under = new LinkedHashMap<>();
        new LinkedHashSet<>(targets).forEach(target -> under.put(target, tokens.get()));
        if (under.isEmpty()) {
            history.write(parent, ResultCode.KO, "proxy - need a valid node id");
            return under;
        }
        Map<String, Object> begin = new LinkedHashMap<>();
        begin.put("message", "remote copy has started");
        begin.put("tokens", under);
        history.write(parent, ResultCode.BEGIN, begin);
        Map<String, Outcome> outcomes = new ConcurrentHashMap<>();
        CompletableFuture<?>[] copies = under.entrySet().stream()
                .map(each -> begin(each.getValue(), each.getKey(), data)
                        .thenAccept(outcome -> outcomes.put(each.getKey(), outcome)))
                .toArray(CompletableFuture<?>[]::new);
        var unused = CompletableFuture.allOf(copies)
                .thenRun(() -> end(parent, under, outcomes))
                .exceptionally(problem -> {
                    LOG.error(
                            "How remote copy {} ended on {} is not in the history; the copies' own tokens tell it: {}",
                            parent,
                            under.keySet(),
                            problem.getMessage());
                    return null;
                });
        return under;
    }

    private CompletableFuture<Outcome> begin(String token, String target, Map<String, ?> data) {
        try {
            return copier.copy(token, target, data).toCompletableFuture().exceptionally(FanOut::failed);
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(failed(e));
        }
    }

    private static Outcome failed(Throwable why) {
        return Outcome.failed(String.valueOf(why.getMessage()), 0);
    }

    private void end(String parent, Map<String, String> under, Map<String, Outcome> outcomes) {
        Map<String, Object> nodes = new LinkedHashMap<>();
        long failures = 0;
        for (String target : under.keySet()) {
            Outcome outcome = outcomes.getOrDefault(target, Outcome.failed("no outcome", 0));
            Map<String, Object> node = new LinkedHashMap<>();
            node.put("state", outcome.state().name().toLowerCase(java.util.Locale.ROOT));
            if (!outcome.message().isEmpty()) {
                node.put("message", outcome.message());
            }
            node.put("bytes", outcome.bytes());
            nodes.put(target, node);
            failures += outcome.state() == Outcome.State.FAILED ? 1 : 0;
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put(
                "message",
                failures == 0
                        ? "remote copy finished on " + under.size() + " nodes"
                        : "remote copy failed on " + failures + " of " + under.size() + " nodes");
        row.put("nodes", nodes);
        history.write(parent, failures == 0 ? ResultCode.OK : ResultCode.KO, row);
    }
}
