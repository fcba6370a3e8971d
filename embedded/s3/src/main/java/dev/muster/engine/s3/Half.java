package dev.muster.engine.s3;

import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;

/** Names of files that hold no object yet. No listing shows them, and what is left of them goes when the server starts. */
final class Half {
    private static final String BEGINNING = ".half-";

    /** Ours, then what the store of folders itself leaves behind: an object on its way, and the sign of an upload in parts. */
    private static final Pattern LEFT = Pattern.compile("[^/]+/(.*/)?\\.half-[^/]*|[^/]+/\\.mpus-.*|.*-UUID|[^/]+/UUID"
            .replace("UUID", "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"));

    private Half() {}

    /** A new name in a folder. */
    static Path in(Path folder) {
        return folder.resolve(BEGINNING + UUID.randomUUID());
    }

    /** Whether a file of that name holds no object. */
    static boolean is(String name) {
        return name.startsWith(BEGINNING);
    }

    /**
     * Whether a file is left of a server that ended in the middle of something.
     *
     * @param path below the folder of all buckets
     */
    static boolean left(Path path) {
        return LEFT.matcher(path.toString().replace('\\', '/')).matches();
    }
}
