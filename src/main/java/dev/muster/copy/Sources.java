package dev.muster.copy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Finds what a caller wants to send, below the directories that may be sent from. Thread-safe. */
final class Sources {
    private final List<Path> roots;
    private final Destinations caches;
    private final int level;

    /** Sends from below the roots; archives are kept below {@code caches} only. */
    Sources(List<Path> roots, List<Path> caches, int level) {
        this.roots = List.copyOf(roots);
        this.caches = new Destinations(caches);
        this.level = level;
    }

    /**
     * The content that a request names. Everything that can be told before sending is refused here.
     *
     * @param name what tells archives of two copies apart
     */
    Content find(CopyRequest request, String name) {
        Path source = path(request.source());
        if (Files.isRegularFile(source)) {
            return FileContent.of(allowed(source), request.source());
        }
        if (!Files.isDirectory(source)) {
            throw new Refusal("unknown source");
        }
        Path top = allowed(entered(source));
        TreeContent tree = new TreeContent(top, request, level, TreeWalk.survey(top));
        if (request.cacheDir().isEmpty()) {
            return tree;
        }
        Path cache = entered(caches.allowed("cache_dir", request.cacheDir()));
        return ArchiveContent.write(tree, cache.resolve(request.prefix() + "-" + name + ".tar.gz"));
    }

    /** The real directory, when it can be entered. */
    private static Path entered(Path directory) {
        try {
            Path real = directory.toRealPath();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(real)) {
                return real;
            }
        } catch (IOException e) {
            throw new Refusal("cannot chdir: " + Reason.of(e), e);
        }
    }

    private Path allowed(Path source) {
        try {
            Path real = source.toRealPath();
            for (Path root : roots) {
                if (Files.exists(root) && real.startsWith(root.toRealPath())) {
                    return real;
                }
            }
        } catch (IOException e) {
            throw new Refusal("remote copy failed: cannot read '" + source + "': " + Reason.of(e), e);
        }
        throw new Refusal("source '" + source + "' is not below a directory that files may be sent from");
    }

    static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new Refusal("'" + text.replace('\0', '?') + "' is not a path", e);
        }
    }
}
