package dev.muster.camel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/** The node's own folder for the parent's operation files: what is in force is kept there, so that it stands after a restart too. */
final class OperationStore {
    private final Path folder;

    OperationStore(Path folder) {
        this.folder = folder;
    }

    /** Everything kept; empty when there is no folder yet. */
    Map<String, OperationSource> load() {
        Map<String, OperationSource> sources = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return sources;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.camel.yaml")) {
            for (Path path : files) {
                String name = path.getFileName().toString();
                if (OperationSource.validName(name)
                        && Files.isRegularFile(path)
                        && Files.size(path) <= OperationSource.LIMIT) {
                    sources.put(
                            name, OperationSource.of(OperationSource.Origin.PARENT, name, Files.readAllBytes(path)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of the parent's operations " + folder + " cannot be read", e);
        }
        return sources;
    }

    /** Keeps a file: on the disk before this returns, and never half. */
    void save(OperationSource source) {
        try {
            Files.createDirectories(folder);
            Path part = folder.resolve(source.file() + ".part");
            try (FileChannel out = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer content = ByteBuffer.wrap(source.content());
                while (content.hasRemaining()) {
                    out.write(content);
                }
                out.force(true);
            }
            Files.move(
                    part,
                    folder.resolve(source.file()),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the operation file " + source.file() + " cannot be kept in " + folder, e);
        }
    }

    /** Forgets a file. */
    void delete(String file) {
        try {
            Files.deleteIfExists(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException("the operation file " + file + " cannot be removed from " + folder, e);
        }
    }
}
