package dev.muster.camel;

import dev.muster.camel.OperationSource.Origin;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Operation files between a node and its neighbours: what this node runs is offered to its children, and what the parent offers is fetched,
 * checked and loaded. Only files in force are offered, so that a broken one goes nowhere. Thread-safe; nothing blocks.
 */
public final class OperationSharing {
    /** Brings the text of a file from the parent. */
    public interface Fetcher {
        /** The text of that version; fails when it cannot be had. */
        CompletionStage<String> fetch(String file, String digest);
    }

    private static final int FILES = 500;
    private static final long FETCH_SECONDS = 30;
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final OperationLoader loader;
    private final AtomicLong offers = new AtomicLong();
    private final List<Consumer<Map<String, String>>> listeners = new CopyOnWriteArrayList<>();

    /** Shares what that loader has in force. */
    public OperationSharing(OperationLoader loader) {
        this.loader = loader;
        loader.onChange(() -> {
            Map<String, String> manifest = manifest();
            listeners.forEach(listener -> listener.accept(manifest));
        });
    }

    /** The files in force and their digests, ordered by name. */
    public Map<String, String> manifest() {
        Map<String, String> manifest = new TreeMap<>();
        loader.inForce().forEach((file, source) -> manifest.put(file, source.digest()));
        return manifest;
    }

    /** The text of a file in force. */
    public Optional<String> content(String file) {
        return Optional.ofNullable(loader.inForce().get(file))
                .map(source -> new String(source.content(), StandardCharsets.UTF_8));
    }

    /** Is told every new manifest, on the loader's thread; must not block. */
    public void onManifest(Consumer<Map<String, String>> listener) {
        listeners.add(listener);
    }

    /**
     * Takes what the parent has: fetches what differs, checks digests, brings it in force, keeps it on disk, and drops what the parent no
     * longer has. A later offer overtakes an earlier one that still fetches. Ends with a report on each file; fails with error 3074 when the
     * manifest itself is not valid.
     */
    public CompletionStage<List<OperationReport>> offer(Map<String, String> manifest, Fetcher fetcher) {
        if (!loader.takesFromParent()) {
            return CompletableFuture.completedStage(report(manifest));
        }
        Optional<String> fault = fault(manifest);
        if (fault.isPresent()) {
            return CompletableFuture.failedStage(new MusterException(ErrorCode.BAD_PARAMETER, fault.get()));
        }
        long turn = offers.incrementAndGet();
        Map<String, String> wanted = new TreeMap<>(manifest);
        return loader.having(wanted)
                .thenCompose(known -> fetch(wanted, known, fetcher))
                .thenCompose(sources -> loader.receive(sources, () -> turn == offers.get()))
                .thenApply(done -> report(wanted));
    }

    /** What this node runs of each file of a manifest. */
    public List<OperationReport> report(Map<String, String> manifest) {
        List<OperationReport> reports = new ArrayList<>();
        new TreeMap<>(manifest).forEach((file, digest) -> {
            OperationSource running = loader.inForce().get(file);
            if (running != null && running.digest().equals(digest)) {
                reports.add(new OperationReport(file, digest, ""));
            } else {
                reports.add(new OperationReport(file, digest, reason(file)));
            }
        });
        return reports;
    }

    private String reason(String file) {
        if (!loader.takesFromParent()) {
            return "this node takes no operations from its parent; set muster.operations.from-parent=true to change that";
        }
        return loader.problems().stream()
                .filter(problem ->
                        problem.file().equals(file) && problem.origin().equals(Origin.PARENT.word()))
                .findFirst()
                .map(problem ->
                        problem.line() > 0 ? "line " + problem.line() + ": " + problem.reason() : problem.reason())
                .orElse("another version is in force");
    }

    private static Optional<String> fault(Map<String, String> manifest) {
        if (manifest.size() > FILES) {
            return Optional.of("the manifest names " + manifest.size() + " operation files, more than " + FILES);
        }
        return manifest.entrySet().stream()
                .filter(entry -> !OperationSource.validName(entry.getKey())
                        || !DIGEST.matcher(entry.getValue()).matches())
                .findFirst()
                .map(entry ->
                        "'" + entry.getKey() + "' with digest '" + entry.getValue() + "' is not an operation file");
    }

    private static CompletableFuture<Map<String, OperationSource>> fetch(
            Map<String, String> wanted, Map<String, OperationSource> known, Fetcher fetcher) {
        Map<String, CompletableFuture<OperationSource>> coming = new TreeMap<>();
        wanted.forEach((file, digest) -> coming.put(
                file,
                known.containsKey(file)
                        ? CompletableFuture.completedFuture(known.get(file))
                        : fetched(file, digest, fetcher)));
        return CompletableFuture.allOf(coming.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    Map<String, OperationSource> sources = new TreeMap<>();
                    coming.forEach((file, source) -> sources.put(file, source.join()));
                    return sources;
                });
    }

    private static CompletableFuture<OperationSource> fetched(String file, String digest, Fetcher fetcher) {
        return fetcher.fetch(file, digest)
                .toCompletableFuture()
                .copy()
                .orTimeout(FETCH_SECONDS, TimeUnit.SECONDS)
                .handle((text, failure) -> failure == null ? checked(file, digest, text) : lost(file, digest, failure));
    }

    private static OperationSource checked(String file, String digest, String text) {
        OperationSource source = OperationSource.of(Origin.PARENT, file, text.getBytes(StandardCharsets.UTF_8));
        if (source.content().length > OperationSource.LIMIT) {
            return OperationSource.unreadable(
                    Origin.PARENT,
                    file,
                    "large " + digest,
                    "the file has more than " + OperationSource.LIMIT + " bytes; split it");
        }
        if (!source.digest().equals(digest)) {
            String reason =
                    "the content has digest " + source.digest() + " and not " + digest + " as promised; it is not used";
            return OperationSource.unreadable(Origin.PARENT, file, "other " + digest, reason);
        }
        return source;
    }

    private static OperationSource lost(String file, String digest, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String reason =
                cause instanceof TimeoutException ? "no answer within " + FETCH_SECONDS + " s" : Reasons.of(cause);
        return OperationSource.unreadable(
                Origin.PARENT, file, "lost " + digest, "the file could not be fetched from the parent: " + reason);
    }
}
