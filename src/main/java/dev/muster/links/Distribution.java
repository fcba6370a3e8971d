package dev.muster.links;

import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.MusterException;
import dev.muster.model.Tree;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Operation files on their way down the tree, and the reports about them on their way up (design section 5). Thread-safe. */
public final class Distribution {
    private static final int REPORT = 500;

    private final Vertx vertx;
    private final Tree tree;
    private final Links links;
    private final OperationFiles files;
    private final Map<String, Map<String, Loaded>> reports = new ConcurrentHashMap<>();
    private final List<Consumer<Loaded>> listeners = new CopyOnWriteArrayList<>();

    /** Serves the files to the children of that registry. */
    public Distribution(Vertx vertx, Tree tree, Links links, OperationFiles files) {
        this.vertx = vertx;
        this.tree = tree;
        this.links = links;
        this.files = files;
    }

    /** Tells all children the manifest; call it whenever the manifest has changed. */
    public void announce() {
        FileFrame.Manifest manifest = new FileFrame.Manifest(files.manifest());
        links.all().forEach(child -> child.tell(manifest));
    }

    /** Reports what this process runs; goes up to the hub, and again after every reconnect. */
    public void loaded(List<Loaded> own) {
        take(own);
    }

    /** What is known of all nodes at and below this process, ordered by node and file. */
    public List<Loaded> reports() {
        List<Loaded> all = new ArrayList<>();
        reports.values().forEach(byFile -> all.addAll(byFile.values()));
        all.sort(Comparator.comparing(Loaded::node).thenComparing(Loaded::file));
        return all;
    }

    /** Registers a listener for reports of this process and of all below it; it must not block. */
    public void onLoaded(Consumer<Loaded> listener) {
        listeners.add(listener);
    }

    FileFrame.Manifest manifest() {
        return new FileFrame.Manifest(files.manifest());
    }

    void offered(Map<String, String> manifest, OperationFiles.Fetcher fetcher) {
        files.offer(manifest, fetcher);
    }

    /** Answers a child that asks for a file. */
    void serve(FileFrame.Fetch fetch, ChildLink child) {
        vertx.executeBlocking(() -> files.content(fetch.name(), fetch.digest()), false)
                .onComplete(read -> {
                    if (read.succeeded()) {
                        child.tell(new FileFrame.Content(fetch.fetch(), read.result(), null));
                    } else {
                        Failure failure = read.cause() instanceof MusterException known
                                ? known.failure()
                                : Failure.of(ErrorCode.FILE_NOT_READABLE, fetch.name());
                        child.tell(new FileFrame.Content(fetch.fetch(), null, failure));
                    }
                });
    }

    /** Takes reports of a child; a node outside its subtree is nobody it may speak for. */
    void reported(String child, List<Loaded> loaded, Alarm alarm) {
        List<Loaded> honest = new ArrayList<>();
        for (Loaded each : loaded) {
            if (child.equals(tree.nextHop(each.node()).orElse(""))) {
                honest.add(each);
            } else {
                alarm.raise(
                        child,
                        "reported operation files of node '" + each.node() + "', which is not below it; ignored");
            }
        }
        take(honest);
    }

    /** Tells a parent that has just been reached everything that is known. */
    void tellAll(Consumer<Frame> parent) {
        List<Loaded> all = reports();
        for (int from = 0; from < all.size(); from += REPORT) {
            parent.accept(new FileFrame.Report(all.subList(from, Math.min(all.size(), from + REPORT))));
        }
    }

    private void take(List<Loaded> news) {
        for (Loaded each : news) {
            reports.computeIfAbsent(each.node(), node -> new ConcurrentHashMap<>())
                    .put(each.file(), each);
            listeners.forEach(listener -> listener.accept(each));
        }
        if (!news.isEmpty()) {
            FileFrame.Report report = new FileFrame.Report(List.copyOf(news));
            links.parentSession().ifPresent(parent -> parent.later(() -> parent.tell(report)));
        }
    }
}
