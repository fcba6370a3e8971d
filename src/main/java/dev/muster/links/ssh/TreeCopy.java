package dev.muster.links.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A directory to one node: streamed as tar into the node's {@code tar}, with no archive on either side. Files that the node has already, for
 * example because an earlier try brought them there, are left out; what was sent is verified by the node's {@code sha256sum}. Not
 * thread-safe.
 */
final class TreeCopy implements Attempt {
    private final Remote remote;
    private final CopyRequest request;
    private final Progress progress;
    private final List<String> warnings = new ArrayList<>();
    private long sent;
    private long done;

    TreeCopy(Remote remote, CopyRequest request, Progress progress) {
        this.remote = remote;
        this.request = request;
        this.progress = progress;
    }

    @Override
    public CopyReport run() throws IOException {
        warnings.clear();
        Tree tree = read();
        Map<String, String> found = remote.facts(prepare());
        boolean verifies = found.containsKey("sha256sum");
        Map<String, String> there = verifies && found.containsKey("filled") ? digestsThere(tree) : Map.of();
        List<Tree.Entry> missing = missing(tree, there);
        tree.others().forEach(path -> warnings.add("not copied, neither file, directory nor link: " + path));
        if (request.owner() != null || request.group() != null) {
            if (!"0".equals(found.get("user"))) {
                warnings.add("owner and group were not applied: the node's user is not root");
            }
        }
        Map<String, String> digests = new HashMap<>();
        stream(tree, missing, digests);
        if (verifies) {
            verify(digests);
        } else {
            warnings.add("not verified: the node has no sha256sum");
        }
        boolean skipped = sent == 0 && !tree.files().isEmpty() && tree.size() > 0;
        return new CopyReport(tree.size(), sent, verifies, skipped, warnings);
    }

    private Tree read() {
        try {
            return Tree.of(request.source());
        } catch (IOException e) {
            throw new CopyFailure("cannot read source '" + request.source() + "': " + e, e);
        }
    }

    private String prepare() {
        return """
                d=%s
                e=$(mkdir -p -- "$d" 2>&1) || { echo "problem $e"; exit 0; }
                echo "user $(id -u)"
                if command -v sha256sum >/dev/null 2>&1; then echo sha256sum; fi
                if [ -n "$(ls -A "$d" | head -n 1)" ]; then echo filled; fi
                """
                .formatted(ShellWords.path(request.destination()));
    }

    /** Digests of those of our files that lie on the node. */
    private Map<String, String> digestsThere(Tree tree) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        remote.run(RemoteCommand.script(inside("xargs -0 sha256sum 2>/dev/null"))
                .reading(out -> {
                    for (Tree.Entry file : tree.files()) {
                        out.write(("./" + file.name() + "\0").getBytes(StandardCharsets.UTF_8));
                    }
                })
                .telling((stderr, bytes, at, length) -> {
                    if (!stderr) {
                        answer.write(bytes, at, length);
                    }
                }));
        Map<String, String> digests = new HashMap<>();
        answer.toString(StandardCharsets.UTF_8).lines().forEach(line -> {
            boolean escaped = line.startsWith("\\");
            String plain = escaped ? line.substring(1) : line;
            if (plain.length() > 68) {
                String name = plain.substring(68);
                digests.put(escaped ? unescaped(name) : name, plain.substring(0, 64));
            }
        });
        return digests;
    }

    /** Directories and links always, files that differ; nothing that is the same twice is read twice from the node. */
    private List<Tree.Entry> missing(Tree tree, Map<String, String> there) throws IOException {
        List<Tree.Entry> missing = new ArrayList<>();
        done = 0;
        for (Tree.Entry entry : tree.entries()) {
            String known = there.get(entry.name());
            boolean same = known != null
                    && request.owner() == null
                    && request.group() == null
                    && known.equals(Digests.of(tree.root().resolve(entry.path())));
            if (same) {
                done += entry.size();
            } else {
                missing.add(entry);
            }
        }
        progress.at(done, tree.size());
        return missing;
    }

    private void stream(Tree tree, List<Tree.Entry> entries, Map<String, String> digests) throws IOException {
        TarStream tar = new TarStream(
                request,
                bytes -> {
                    sent += bytes;
                    done += bytes;
                    progress.at(done, Math.max(done, tree.size()));
                    remote.checkCancelled();
                },
                digests);
        boolean compress = Likely.compressible(tree.root(), entries);
        Sending sending = new Sending(tar, tree, entries, compress);
        CommandEnd end = remote.run(RemoteCommand.script(inside(compress ? "tar xpzf -" : "tar xpf -"))
                .reading(sending));
        if (sending.failure != null) {
            throw new CopyFailure("cannot read source '" + request.source() + "': " + sending.failure.getMessage());
        }
        if (!end.ok()) {
            throw new CopyFailure("command 'tar' execution issue on the node, exit code " + end.exitCode() + ": "
                    + end.stderr().strip());
        }
    }

    private void verify(Map<String, String> digests) throws IOException {
        if (digests.isEmpty()) {
            return;
        }
        CommandEnd end = remote.run(RemoteCommand.script(
                        inside("sha256sum -c 2>/dev/null | grep -v ': OK$' | head -n 3; exit 0"))
                .reading(out -> {
                    for (Map.Entry<String, String> file : digests.entrySet()) {
                        out.write(line(file.getValue(), "./" + file.getKey()).getBytes(StandardCharsets.UTF_8));
                    }
                }));
        if (!end.stdout().isBlank()) {
            throw new IOException(
                    "the copy differs from its source: " + end.stdout().strip());
        }
    }

    /** As sha256sum writes it. */
    private static String line(String digest, String name) {
        String escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
        return (escaped.equals(name) ? "" : "\\") + digest + "  " + escaped + "\n";
    }

    private static String unescaped(String name) {
        return Pattern.compile("\\\\(.)").matcher(name).replaceAll(found -> switch (found.group(1)) {
            case "n" -> "\n";
            case "r" -> "\r";
            default -> "\\\\";
        });
    }

    private String inside(String command) {
        return "cd -- " + ShellWords.path(request.destination()) + " || exit 1; " + command;
    }

    /** Tells a file of ours that cannot be read from a node that reads no further. */
    private static final class Sending implements RemoteCommand.Input {
        private final TarStream tar;
        private final Tree tree;
        private final List<Tree.Entry> entries;
        private final boolean compress;
        private volatile @Nullable IOException failure;

        Sending(TarStream tar, Tree tree, List<Tree.Entry> entries, boolean compress) {
            this.tar = tar;
            this.tree = tree;
            this.entries = entries;
            this.compress = compress;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            Outlet outlet = new Outlet(out);
            try (OutputStream packed = compress ? TarStream.gzip(outlet) : outlet) {
                tar.write(tree.root(), entries, packed);
            } catch (IOException e) {
                if (!outlet.broken()) {
                    failure = e;
                }
                throw e;
            }
        }
    }
}
