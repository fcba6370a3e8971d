package dev.muster.camel;

import dev.muster.links.Distribution;
import dev.muster.links.Loaded;
import dev.muster.links.OperationFiles;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Joins the operation files of this process to its links: offers go down, reports go up and end in {@link OperationVersions}. Thread-safe. */
public final class OperationDelivery implements OperationFiles {
    private final String self;
    private final OperationSharing sharing;
    private final OperationVersions versions;
    private final Set<String> reported = new HashSet<>();
    private volatile Map<String, String> offered = Map.of();
    private volatile @Nullable Distribution distribution;

    /** Files of the process of that id; silent until {@link #attach}. */
    public OperationDelivery(String self, OperationSharing sharing, OperationVersions versions) {
        this.self = self;
        this.sharing = sharing;
        this.versions = versions;
        sharing.onManifest(manifest -> changed());
    }

    /** Starts to announce and to report over the links; says at once what runs now. */
    public void attach(Distribution links) {
        links.onLoaded(loaded ->
                versions.record(loaded.node(), new OperationReport(loaded.file(), loaded.digest(), loaded.error())));
        distribution = links;
        changed();
    }

    @Override
    public Map<String, String> manifest() {
        return sharing.manifest();
    }

    @Override
    public String content(String name, String digest) {
        if (!digest.equals(sharing.manifest().get(name))) {
            throw new MusterException(
                    ErrorCode.FILE_NOT_FOUND,
                    "operation file '" + name + "' of version " + digest + " is not in force here");
        }
        return sharing.content(name)
                .orElseThrow(() ->
                        new MusterException(ErrorCode.FILE_NOT_FOUND, "operation file '" + name + "' was withdrawn"));
    }

    @Override
    public void offer(Map<String, String> manifest, Fetcher fetcher) {
        offered = Map.copyOf(manifest);
        sharing.offer(manifest, fetcher::fetch).whenComplete((reports, failure) -> {
            if (failure == null) {
                report();
            } else {
                refuse(manifest, Reasons.of(failure));
            }
        });
    }

    private void changed() {
        Distribution links = distribution;
        if (links != null) {
            links.announce();
            report();
        }
    }

    private synchronized void report() {
        Distribution links = distribution;
        if (links == null) {
            return;
        }
        Map<String, String> files = new HashMap<>(sharing.manifest());
        files.putAll(offered);
        List<Loaded> reports = new ArrayList<>();
        sharing.report(files).forEach(each -> reports.add(new Loaded(self, each.file(), each.digest(), each.error())));
        Set<String> withdrawn = new HashSet<>(reported);
        withdrawn.removeAll(files.keySet());
        withdrawn.forEach(file -> reports.add(new Loaded(self, file, "", "")));
        reported.clear();
        reported.addAll(files.keySet());
        links.loaded(reports);
    }

    private void refuse(Map<String, String> manifest, String reason) {
        offered = Map.of();
        Distribution links = distribution;
        if (links != null) {
            links.loaded(manifest.entrySet().stream()
                    .limit(1)
                    .map(first -> new Loaded(
                            self, first.getKey(), first.getValue(), "the whole offer was refused: " + reason))
                    .toList());
        }
    }
}
