package dev.muster.copy;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Moves a tree over another one on the same file system: what is there and not in it stays, files are replaced one by one, and each step is
 * taken in an open directory, so that a link put into the way leads nowhere.
 */
final class Merge {
    private Merge() {}

    /** Looks first for what does not fit; when something does not, nothing is moved. */
    static void move(Path from, Path to) throws IOException {
        try (SecureDirectoryStream<Path> source = open(from);
                SecureDirectoryStream<Path> target = open(to)) {
            check(source, target, Path.of(""), to);
        }
        try (SecureDirectoryStream<Path> source = open(from);
                SecureDirectoryStream<Path> target = open(to)) {
            move(source, target);
        }
    }

    private static void check(
            SecureDirectoryStream<Path> source, SecureDirectoryStream<Path> target, Path at, Path destination)
            throws IOException {
        for (Path name : names(source)) {
            BasicFileAttributes mine = attributes(source, name);
            BasicFileAttributes theirs = attributes(target, name);
            if (mine == null || theirs == null) {
                continue;
            }
            Path shown = destination.resolve(at).resolve(name);
            if (mine.isDirectory() != theirs.isDirectory()) {
                throw new Unsafe("'" + shown + "' is " + kind(theirs) + " and should become " + kind(mine)
                        + "; remove it first");
            }
            if (mine.isDirectory()) {
                try (SecureDirectoryStream<Path> below = source.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
                        SecureDirectoryStream<Path> there =
                                target.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                    check(below, there, at.resolve(name), destination);
                }
            }
        }
    }

    private static void move(SecureDirectoryStream<Path> source, SecureDirectoryStream<Path> target)
            throws IOException {
        for (Path name : names(source)) {
            BasicFileAttributes mine = attributes(source, name);
            if (mine != null && mine.isDirectory() && attributes(target, name) != null) {
                try (SecureDirectoryStream<Path> below = source.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
                        SecureDirectoryStream<Path> there =
                                target.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                    move(below, there);
                }
            } else {
                source.move(name, target, name);
            }
        }
    }

    private static String kind(BasicFileAttributes attributes) {
        if (attributes.isSymbolicLink()) {
            return "a symbolic link";
        }
        return attributes.isDirectory() ? "a directory" : "a file";
    }

    private static List<Path> names(SecureDirectoryStream<Path> directory) throws IOException {
        List<Path> names = new ArrayList<>();
        try {
            directory.forEach(path -> names.add(path.getFileName()));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    private static @Nullable BasicFileAttributes attributes(SecureDirectoryStream<Path> directory, Path name)
            throws IOException {
        try {
            return directory
                    .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @SuppressWarnings("StreamResourceLeak") // the caller closes it
    private static SecureDirectoryStream<Path> open(Path directory) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(directory);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("this system cannot open directories safely");
    }
}
