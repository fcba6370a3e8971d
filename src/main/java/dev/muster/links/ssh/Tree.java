package dev.muster.links.ssh;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/**
 * What lies below a directory, in an order in which it can be created: directories before what is in them, names sorted.
 *
 * @param root the directory
 * @param entries relative paths of directories, regular files and symbolic links; the root itself is none
 * @param size bytes of its regular files
 * @param others entries that cannot be copied: devices, pipes, sockets
 */
record Tree(Path root, List<Entry> entries, long size, List<Path> others) {
    enum Kind {
        DIRECTORY,
        FILE,
        LINK
    }

    record Entry(Path path, Kind kind, long size, FileTime modified) {
        String name() {
            return path.toString();
        }
    }

    static Tree of(Path root) throws IOException {
        List<Entry> entries = new ArrayList<>();
        List<Path> others = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                if (!directory.equals(root)) {
                    entries.add(
                            new Entry(root.relativize(directory), Kind.DIRECTORY, 0, attributes.lastModifiedTime()));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                Path path = root.relativize(file);
                if (attributes.isSymbolicLink()) {
                    entries.add(new Entry(path, Kind.LINK, 0, attributes.lastModifiedTime()));
                } else if (attributes.isRegularFile()) {
                    entries.add(new Entry(path, Kind.FILE, attributes.size(), attributes.lastModifiedTime()));
                } else {
                    others.add(path);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        entries.sort(java.util.Comparator.comparing(Entry::path));
        long size = entries.stream().mapToLong(Entry::size).sum();
        return new Tree(root, entries, size, others);
    }

    List<Entry> files() {
        return entries.stream().filter(entry -> entry.kind() == Kind.FILE).toList();
    }
}
