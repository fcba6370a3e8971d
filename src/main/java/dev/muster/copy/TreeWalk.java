package dev.muster.copy;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything below a directory, sorted by name, parents first, links not followed; keeps one list of names per level. Not thread-safe. */
final class TreeWalk {
    private final Path top;
    private final Deque<Path> ahead = new ArrayDeque<>();

    TreeWalk(Path top) throws IOException {
        this.top = top;
        push(top);
    }

    /** What comes next, or null at the end. */
    @Nullable
    Path next() throws IOException {
        Path path = ahead.poll();
        if (path != null && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            push(path);
        }
        return path;
    }

    /** Its name from the top, with slashes. */
    String name(Path path) {
        return top.relativize(path).toString();
    }

    private void push(Path directory) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        entries.sort(Collections.reverseOrder());
        entries.forEach(ahead::push);
    }

    /** Bytes in the files below a directory; what a copy cannot hold, or cannot read, is refused. */
    static long survey(Path top) {
        try {
            TreeWalk walk = new TreeWalk(top);
            long bytes = 0;
            for (Path path = walk.next(); path != null; path = walk.next()) {
                BasicFileAttributes attributes =
                        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (attributes.isOther()) {
                    throw new Refusal("tar failed: '" + path + "' is neither a file, a directory nor a link");
                }
                if (attributes.isRegularFile() && !Files.isReadable(path)) {
                    throw new Refusal("tar failed: cannot read '" + path + "': Permission denied");
                }
                bytes += attributes.isRegularFile() ? attributes.size() : 0;
            }
            return bytes;
        } catch (IOException e) {
            throw new Refusal("tar failed: " + Reason.of(e), e);
        }
    }
}
