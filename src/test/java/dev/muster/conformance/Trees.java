package dev.muster.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** File trees to copy, and what is in one. */
public final class Trees {
    private Trees() {}

    /** A tree with everything in it that a copy may forget: dot files, empty directories and files, a link, modes. */
    public static Path sample(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("sub/empty"));
        Files.writeString(folder.resolve(".hidden"), "dot");
        Files.writeString(folder.resolve("sub/secret"), "only for the owner");
        Files.setPosixFilePermissions(folder.resolve("sub/secret"), PosixFilePermissions.fromString("rw-------"));
        Files.writeString(folder.resolve("sub/run.sh"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(folder.resolve("sub/run.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createFile(folder.resolve("nothing"));
        Files.createSymbolicLink(folder.resolve("link"), Path.of("sub/secret"));
        return folder;
    }

    /** A tree of that many files of random bytes. */
    public static Path random(Path folder, int files, int bytes, long seed) throws IOException {
        Random random = new Random(seed);
        byte[] content = new byte[bytes];
        for (int i = 0; i < files; i++) {
            random.nextBytes(content);
            Path directory = Files.createDirectories(folder.resolve("d" + i % 10));
            Files.write(directory.resolve("f" + i), content);
        }
        return folder;
    }

    /** Every name below a folder with its kind, mode and content. */
    public static Map<String, String> of(Path folder) throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(each -> !each.equals(folder))::iterator) {
                tree.put(folder.relativize(file).toString(), describe(file));
            }
        }
        return tree;
    }

    /** Files that copies need only while they run, in the data folders of nodes below a folder and beside destinations. */
    public static List<String> leftOfCopies(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(name -> name.matches(".*/copies/(incoming|outgoing)/[^/]+|.*/(copy_|\\.muster)[^/]*"))
                    .toList();
        }
    }

    /** SHA-256 of a file. */
    public static String digest(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] block = new byte[1 << 16];
            for (int read = in.read(block); read > 0; read = in.read(block)) {
                digest.update(block, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String describe(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            return "link to " + Files.readSymbolicLink(file);
        }
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
        return Files.isDirectory(file) ? "directory " + mode : "file " + mode + " " + digest(file);
    }
}
