package dev.muster.camel;

import dev.muster.camel.OperationSource.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the operation files of a folder, and those that the parent sent, and follows their changes while calls go on. One thread does all
 * changes; reads of the state are lock-free.
 */
public final class OperationLoader implements AutoCloseable {
    /**
     * How operations are loaded.
     *
     * @param folder operation files of this machine
     * @param received where files of the parent are kept
     * @param fromParent whether files of the parent are taken
     * @param reload whether changes in the folder are followed
     * @param interval time between two looks at the folder
     * @param drain how long a replaced version may finish its calls
     */
    public record Options(
            Path folder, Path received, boolean fromParent, boolean reload, Duration interval, Duration drain) {}

    private static final Logger LOG = LoggerFactory.getLogger(OperationLoader.class);

    private final CamelContext context;
    private final Options options;
    private final OperationCatalogue catalogue;
    private final OperationFolder folder;
    private final OperationStore store;
    private final OperationSwap swap;
    private final RetiredRoutes retired;
    private final Map<String, OperationSource> local = new TreeMap<>();
    private final Map<String, OperationSource> received = new TreeMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "operation-files");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable OperationProblem folderProblem;
    private @Nullable OperationProblem failed;
    private volatile Map<String, OperationSource> inForce = Map.of();
    private volatile List<OperationProblem> problems = List.of();

    /** Nothing is read before {@link #start}. Must be made before the first {@code direct} endpoint of the context. */
    public OperationLoader(CamelContext context, OperationCatalogue catalogue, Options options) {
        this.context = context;
        this.options = options;
        this.catalogue = catalogue;
        this.folder = new OperationFolder(options.folder(), options.interval().multipliedBy(2));
        this.store = new OperationStore(options.received());
        this.retired = new RetiredRoutes(options.interval(), options.drain());
        this.swap = new OperationSwap((ModelCamelContext) context, catalogue, retired);
        if (context.hasComponent("direct") == null) {
            context.addComponent("direct", new OperationDirect());
        }
    }

    /**
     * Loads all files and returns when they are in force, then follows changes. The context must be started. A broken file does not stop
     * this: see {@link #problems}.
     */
    public void start() {
        if (!context.isStarted()) {
            throw new IllegalStateException(
                    "operation files are loaded into a started CamelContext only; start it first");
        }
        onWorker(() -> {
                    if (options.fromParent()) {
                        received.putAll(store.load());
                    }
                    look(true);
                })
                .join();
        if (options.reload()) {
            long pause = options.interval().toMillis();
            var unused = worker.scheduleWithFixedDelay(
                    () -> guarded(() -> look(false)), pause, pause, TimeUnit.MILLISECONDS);
        } else {
            var unused = worker.scheduleWithFixedDelay(() -> guarded(retired::sweep), 1, 1, TimeUnit.SECONDS);
        }
    }

    /** Files that are there and not in force, and why; empty when all is well. */
    public List<OperationProblem> problems() {
        return problems;
    }

    /** Is told, on the loader's thread, after other files came in force. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Stops following changes, and waits for a change that is under way; what is loaded stays. */
    @Override
    public void close() {
        worker.shutdownNow();
        try {
            worker.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The files in force, by name. */
    Map<String, OperationSource> inForce() {
        return inForce;
    }

    /** Whether files of the parent are taken. */
    boolean takesFromParent() {
        return options.fromParent();
    }

    /** Replaces what came from the parent, if this is still the newest word of it; ends when it is in force or refused. */
    CompletableFuture<Void> receive(Map<String, OperationSource> sources, BooleanSupplier current) {
        return onWorker(() -> {
            if (!current.getAsBoolean()) {
                return;
            }
            Set<String> before = Set.copyOf(received.keySet());
            received.clear();
            received.putAll(sources);
            apply();
            keep(before);
        });
    }

    /** The content of that digest if any folder has it under that name. */
    CompletableFuture<Map<String, OperationSource>> having(Map<String, String> digests) {
        return CompletableFuture.supplyAsync(
                () -> {
                    Map<String, OperationSource> known = new HashMap<>();
                    for (Collection<OperationSource> folderFiles : List.of(local.values(), received.values())) {
                        folderFiles.stream()
                                .filter(source -> source.digest().equals(digests.get(source.file())))
                                .forEach(source -> known.put(source.file(), source.from(Origin.PARENT)));
                    }
                    return known;
                },
                worker);
    }

    private void look(boolean atOnce) {
        try {
            Map<String, OperationSource> found = folder.scan(atOnce);
            folderProblem = null;
            local.clear();
            local.putAll(found);
            local.keySet().removeAll(new HashSet<>(catalogue.standing().values()));
        } catch (IOException e) {
            if (folderProblem == null) {
                folderProblem = problem("the folder cannot be read (" + Reasons.of(e)
                        + "); create it or set muster.operations.directory");
            }
        }
        apply();
        retired.sweep();
    }

    private void apply() {
        Map<String, List<OperationSource>> candidates = new TreeMap<>();
        for (Collection<OperationSource> folderFiles : List.of(received.values(), local.values())) {
            folderFiles.forEach(source -> candidates
                    .computeIfAbsent(source.file(), file -> new ArrayList<>())
                    .add(source));
        }
        boolean changed = swap.apply(candidates);
        note();
        if (changed) {
            listeners.forEach(Runnable::run);
        }
    }

    private void note() {
        Map<String, OperationSource> files = new TreeMap<>();
        swap.running().forEach((file, routes) -> files.put(file, routes.source()));
        inForce = Map.copyOf(files);
        List<OperationProblem> found = new ArrayList<>(swap.problems());
        Stream.of(folderProblem, failed).filter(Objects::nonNull).forEach(found::add);
        for (OperationProblem problem : found) {
            if (!problems.contains(problem)) {
                LOG.warn(
                        "{} ({}) line {}: {}; what was loaded before stays in force",
                        problem.file(),
                        problem.origin(),
                        problem.line(),
                        problem.reason());
            }
        }
        problems = List.copyOf(found);
    }

    private void keep(Set<String> before) {
        for (OperationSource source : received.values()) {
            if (source.equals(inForce.get(source.file()))) {
                store.save(source);
            }
        }
        before.stream().filter(file -> !received.containsKey(file)).forEach(store::delete);
    }

    private OperationProblem problem(String reason) {
        return new OperationProblem(options.folder().toString(), Origin.LOCAL.word(), 0, reason, Instant.now());
    }

    private CompletableFuture<Void> onWorker(Runnable work) {
        return CompletableFuture.runAsync(work, worker);
    }

    private void guarded(Runnable work) {
        try {
            work.run();
            if (failed != null) {
                failed = null;
                note();
            }
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            String reason = "the files could not be looked at (" + Reasons.of(e) + "); the next look is in "
                    + options.interval();
            failed = failed != null && failed.reason().equals(reason) ? failed : problem(reason);
            note();
        }
    }
}
