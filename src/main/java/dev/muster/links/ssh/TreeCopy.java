package dev.muster.links.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A directory to one node: streamed as tar into the node's {@code tar}, with no archive on either side. Files that the node has already, for
 * example because an earlier try brought them there, are left out; what was sent is verified by the node's {@code sha256sum}. A directory that
 * is new on the node costs one command there. Not thread-safe.
 */
final class TreeCopy implements Attempt {
    /** Waits for an answer before it reads the archive; {@code read} takes no byte more than the line. */
    private static final String SCRIPT =
            """
            d=%s
            e=$(mkdir -p -- "$d" 2>&1) || { echo "problem $e"; exit 0; }
            cd -- "$d" || { echo "problem cannot enter $d"; exit 0; }
            echo "user $(id -u)"
            v=; if command -v sha256sum >/dev/null 2>&1; then v=1; echo sha256sum; fi
            if [ -n "$(ls -A . | head -n 1)" ]; then echo filled; fi
            echo ready
            read -r form || exit 0
            trap 'rm -f %2$s' EXIT
            trap 'exit 1' HUP INT TERM PIPE
            case $form in gzip) tar xpzf - ;; plain) tar xpf - ;; *) exit 0 ;; esac
            s=$?
            if [ $s -eq 0 ] && [ -n "$v" ]; then
              [ -f %2$s ] || echo "differs the list of digests is gone"
              sha256sum -c %2$s 2>/dev/null | grep -v ': OK$' | head -n 1 | sed 's/^/differs /'
            fi
            rm -f %2$s
            echo "tar $s"
            """;

    private final Remote remote;
    private final CopyRequest request;
    private final Progress progress;
    private final Archives archives;
    private final Leftovers.Share leftovers;
    private final List<String> warnings = new ArrayList<>();
    private long sent;
    private long done;

    TreeCopy(Remote remote, CopyRequest request, Progress progress, Archives archives, Leftovers.Share leftovers) {
        this.leftovers = leftovers;
        this.archives = archives;
        this.remote = remote;
        this.request = request;
        this.progress = progress;
    }

    @Override
    public CopyReport run() throws IOException {
        warnings.clear();
        done = 0;
        Tree tree = read();
        Map<String, String> facts = all(tree);
        if (!facts.containsKey("tar")) {
            String list = ".muster-" + UUID.randomUUID() + ".sha256";
            facts = send(tree, new Packer(request, missing(tree, digestsThere(tree)), list), list, false);
        }
        if (facts.containsKey("differs")) {
            throw new IOException("the copy differs from its source: " + facts.get("differs"));
        }
        warn(tree, facts);
        boolean skipped = sent == 0 && tree.size() > 0;
        return new CopyReport(tree.size(), sent, facts.containsKey("sha256sum"), skipped, warnings);
    }

    private void warn(Tree tree, Map<String, String> facts) {
        tree.others().forEach(path -> warnings.add("not copied, neither file, directory nor link: " + path));
        if (!request.ownership().isEmpty() && !"0".equals(facts.get("user"))) {
            warnings.add("owner and group were not applied: the node's user is not root");
        }
        if (!facts.containsKey("sha256sum")) {
            warnings.add("not verified: the node has no sha256sum");
        }
    }

    private Tree read() {
        try {
            return Tree.of(request.source());
        } catch (IOException e) {
            throw new CopyFailure("cannot read source '" + request.source() + "': " + e, e);
        }
    }

    /** What other nodes get at the same time too. */
    private Map<String, String> all(Tree tree) throws IOException {
        try (Archives.Member shared = archives.join(request, tree)) {
            return send(tree, shared, shared.list(), true);
        }
    }

    /** Answers what the node told; without the fact {@code tar} when there was something in the directory and nothing was sent. */
    private Map<String, String> send(Tree tree, TreeSending.Packing packing, String list, boolean onlyIfEmpty)
            throws IOException {
        Dialogue dialogue = new Dialogue();
        TreeSending sending = new TreeSending(packing, dialogue, onlyIfEmpty, bytes -> {
            sent += bytes;
            done += bytes;
            progress.at(done, Math.max(done, tree.size()));
            remote.checkCancelled();
        });
        String script = SCRIPT.formatted(ShellWords.path(request.destination()), list);
        String listed = request.destination() + "/" + list;
        leftovers.use(listed);
        CommandEnd end =
                remote.run(RemoteCommand.script(script).reading(sending).telling(dialogue), dialogue::over);
        Map<String, String> facts = Dialogue.facts(end.stdout());
        leftovers.gone(listed); // the script removes it
        IOException failure = sending.failure();
        if (failure != null) {
            throw new CopyFailure("cannot read source '" + request.source() + "': " + failure.getMessage(), failure);
        }
        if (facts.containsKey("problem")) {
            throw new CopyFailure("cannot sftp copy file : " + facts.get("problem"));
        }
        if (!facts.getOrDefault("tar", "0").equals("0")) {
            throw new CopyFailure("command 'tar' execution issue on the node, exit code " + facts.get("tar") + ": "
                    + end.stderr().strip());
        }
        return facts;
    }

    /** Digests of those of our files that lie on the node. */
    private Map<String, String> digestsThere(Tree tree) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        String script = "cd -- " + ShellWords.path(request.destination()) + " && xargs -0 sha256sum 2>/dev/null";
        remote.run(RemoteCommand.script(script)
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

    /** Directories and links always, and files that differ. */
    private List<Tree.Entry> missing(Tree tree, Map<String, String> there) throws IOException {
        List<Tree.Entry> missing = new ArrayList<>();
        for (Tree.Entry entry : tree.entries()) {
            String known = there.get(entry.name());
            boolean same = known != null
                    && request.ownership().isEmpty()
                    && request.mode() == null
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

    private static String unescaped(String name) {
        return Pattern.compile("\\\\(.)").matcher(name).replaceAll(found -> switch (found.group(1)) {
            case "n" -> "\n";
            case "r" -> "\r";
            default -> "\\\\";
        });
    }
}
