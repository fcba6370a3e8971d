package dev.muster.operations;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directories below which paths of callers may lie. A path is resolved to its real place first, so that a symbolic link inside a root
 * leads out of it for nobody; {@link OpenPlace} then walks there without following links, so that nothing can be swapped in between.
 */
final class FileRoots {
    private final Site site;
    private final List<Path> roots;

    FileRoots(Site site, List<Path> roots) {
        this.site = site;
        this.roots =
                roots.stream().map(root -> root.toAbsolutePath().normalize()).toList();
    }

    /** A place below a root: the root's real path and the path from there; empty for the root itself. */
    record Place(Path root, Path inside) {
        Path path() {
            return root.resolve(inside);
        }

        boolean isRoot() {
            return inside.toString().isEmpty();
        }
    }

    /** The real place of an existing path; 1006 when it does not exist, 1007 when it is outside. */
    Place existing(String text) {
        Path path = clean(text);
        try {
            return inside(text, path.toRealPath());
        } catch (IOException e) {
            throw refusal(text, e);
        }
    }

    /** The place of a file that may not exist yet, in a directory that does; a symbolic link at its place is refused. */
    Place maybeNew(String text) {
        Path path = clean(text);
        Path parent = path.getParent();
        if (parent == null || path.getFileName() == null) {
            throw outside(text);
        }
        try {
            Place place = inside(text, parent.toRealPath().resolve(path.getFileName()));
            if (place.isRoot() || Files.isSymbolicLink(place.path())) {
                throw outside(text);
            }
            return place;
        } catch (IOException e) {
            throw refusal(text, e);
        }
    }

    /** The failure for what the file system said. */
    MusterException refusal(String text, IOException e) {
        if (e instanceof NoSuchFileException) {
            return site.refuse(ErrorCode.FILE_NOT_FOUND, "'" + text + "'", e);
        }
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return site.refuse(
                ErrorCode.FILE_NOT_READABLE,
                "'" + text + "': " + (e instanceof AccessDeniedException ? "access denied" : reason),
                e);
    }

    private Path clean(String text) {
        if (text.isEmpty() || text.indexOf('\0') >= 0 || roots.isEmpty()) {
            throw outside(text);
        }
        try {
            Path path = Path.of(text);
            for (Path segment : path) {
                if (segment.toString().equals("..")) {
                    throw outside(text);
                }
            }
            Path whole = roots.get(0).resolve(path).normalize();
            if (!named(whole)) {
                throw outside(text);
            }
            return whole;
        } catch (InvalidPathException e) {
            throw outside(text);
        }
    }

    /** Asked before the file system is, so that an answer does not tell what exists elsewhere. */
    private boolean named(Path path) {
        return Stream.concat(roots.stream(), realRoots().stream()).anyMatch(path::startsWith);
    }

    private Place inside(String text, Path real) {
        for (Path root : realRoots()) {
            if (real.startsWith(root)) {
                return new Place(root, root.relativize(real));
            }
        }
        throw outside(text);
    }

    private List<Path> realRoots() {
        List<Path> real = new ArrayList<>();
        for (Path root : roots) {
            try {
                real.add(root.toRealPath());
            } catch (IOException e) {
                continue; // a root that does not exist yet holds nothing
            }
        }
        return real;
    }

    private MusterException outside(String text) {
        return site.refuse(ErrorCode.PATH_NOT_ALLOWED, "'" + text.replace('\0', '?') + "'");
    }
}
