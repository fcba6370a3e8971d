package dev.muster.links.ssh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A compressed archive of ours, unpacked by the node's {@code tar}, which refuses entries that lead out of the directory. Not thread-safe. */
final class ArchiveCopy implements Attempt {
    private static final String SCRIPT =
            """
            d=%s
            e=$(mkdir -p -- "$d" 2>&1) || { echo "problem $e"; exit 0; }
            cd -- "$d" || { echo "problem cannot enter $d"; exit 0; }
            echo ready
            tar xpzf -
            echo "tar $?"
            """;

    private final Remote remote;
    private final CopyRequest request;
    private final Progress progress;

    ArchiveCopy(Remote remote, CopyRequest request, Progress progress) {
        this.remote = remote;
        this.request = request;
        this.progress = progress;
    }

    @Override
    public CopyReport run() throws IOException {
        Path archive = request.source();
        long size = Files.size(archive);
        Dialogue dialogue = new Dialogue();
        RemoteCommand command = RemoteCommand.script(SCRIPT.formatted(ShellWords.path(request.destination())))
                .telling(dialogue)
                .reading(out -> {
                    if (dialogue.facts().containsKey("ready")) {
                        progress.at(0, size);
                        Files.copy(archive, out);
                    }
                });
        CommandEnd end = remote.run(command, dialogue::over);
        Map<String, String> facts = Dialogue.facts(end.stdout());
        if (facts.containsKey("problem")) {
            throw new CopyFailure("cannot sftp copy file : " + facts.get("problem"));
        }
        if (!"0".equals(facts.get("tar"))) {
            throw new CopyFailure("command 'tar' execution issue on the node, exit code " + facts.get("tar") + ": "
                    + end.stderr().strip());
        }
        return new CopyReport(size, size, false, false, List.of());
    }
}
