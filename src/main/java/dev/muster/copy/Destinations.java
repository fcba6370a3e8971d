package dev.muster.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The directories below which copies may be put. A path is judged by its real place, so that a link leads out of them for nobody. */
final class Destinations {
    private final List<Path> roots;

    Destinations(List<Path> roots) {
        this.roots = List.copyOf(roots);
    }

    /** The absolute path, when the part of it that exists lies below a root. */
    Path allowed(String text) {
        return allowed("destination", text);
    }

    /** The same for a path of another name. */
    Path allowed(String name, String text) {
        Path path = Sources.path(text);
        String shown = name + " '" + text + "'";
        if (!path.isAbsolute()) {
            throw new Refusal(shown + " is not an absolute path");
        }
        Path normal = path.normalize();
        try {
            for (Path root : roots) {
                if (Files.exists(root) && existing(normal).startsWith(root.toRealPath())) {
                    return normal;
                }
            }
        } catch (IOException e) {
            throw new Refusal(shown + " cannot be used: " + Reason.of(e), e);
        }
        throw new Refusal(shown + " is not below a directory that files may be copied to");
    }

    private static Path existing(Path path) throws IOException {
        Path at = path;
        while (at.getParent() != null && !Files.exists(at)) {
            at = at.getParent();
        }
        return at.toRealPath();
    }
}
