package dev.muster.operations;

import dev.muster.operations.FileRoots.Place;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Set;

/**
 * An open directory and a name in it, reached step by step from a root without following a symbolic link. What is done through it is done
 * in that directory, whatever is renamed or linked meanwhile. Needs a system with {@code openat}, as Linux has.
 */
final class OpenPlace implements AutoCloseable {
    private final SecureDirectoryStream<Path> directory;
    private final Path name;

    private OpenPlace(SecureDirectoryStream<Path> directory, Path name) {
        this.directory = directory;
        this.name = name;
    }

    /** Opens the directory that holds the place. */
    static OpenPlace of(Place place) throws IOException {
        SecureDirectoryStream<Path> at = root(place.root());
        Path inside = place.inside();
        for (int i = 0; i < inside.getNameCount() - 1; i++) {
            try (SecureDirectoryStream<Path> above = at) {
                at = above.newDirectoryStream(inside.getName(i), LinkOption.NOFOLLOW_LINKS);
            }
        }
        return new OpenPlace(at, place.isRoot() ? Path.of(".") : inside.getFileName());
    }

    @SuppressWarnings("StreamResourceLeak") // the caller closes it
    private static SecureDirectoryStream<Path> root(Path root) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(root);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new FileSystemException(root.toString(), null, "this system cannot open files safely");
    }

    /** Attributes of what is there; a symbolic link's are its own. Opens nothing. */
    PosixFileAttributes attributes() throws IOException {
        return view(directory, name).readAttributes();
    }

    /** Opens a regular file for reading; anything else is refused unopened, since opening a FIFO would wait for a writer. */
    FileChannel read() throws IOException {
        if (!attributes().isRegularFile()) {
            throw new FileSystemException(name.toString(), null, "not a regular file");
        }
        return (FileChannel) directory.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /** The entries of the directory that is there. */
    SecureDirectoryStream<Path> list() throws IOException {
        return directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
    }

    /** Creates a new file beside the place. */
    FileChannel create(Path other, FileAttribute<?> mode) throws IOException {
        Set<OpenOption> options =
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS);
        return (FileChannel) directory.newByteChannel(other, options, mode);
    }

    PosixFileAttributeView view(Path other) {
        return view(directory, other);
    }

    static PosixFileAttributeView view(SecureDirectoryStream<Path> directory, Path other) {
        return directory.getFileAttributeView(other, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Puts a file beside the place into the place, atomically, replacing what is there. */
    void replaceWith(Path other) throws IOException {
        directory.move(other, directory, name);
    }

    void delete(Path other) throws IOException {
        directory.deleteFile(other);
    }

    @Override
    public void close() throws IOException {
        directory.close();
    }
}
