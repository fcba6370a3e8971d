package dev.muster.links.ssh;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is copied where (specs/node-proxy.md section 4.1).
 *
 * @param source file or directory of this machine
 * @param destination path on the node; for a directory the one to extract into
 * @param owner name of the owner there; null to leave it to the node
 * @param group name of the group there; null to leave it to the node
 * @param mode octal digits; null for 0644, and for a directory the modes that its entries have
 */
public record CopyRequest(
        Path source, String destination, @Nullable String owner, @Nullable String group, @Nullable String mode) {

    /** Reads a request's content; fails with {@link CopyFailure} when it cannot be done, before anything is sent. */
    public static CopyRequest of(Map<String, ?> content) {
        String source = text(content, "source");
        String destination = text(content, "destination");
        if (source == null) {
            throw new CopyFailure("please set source");
        }
        if (destination == null || destination.indexOf('\0') >= 0) {
            throw new CopyFailure("please set destination");
        }
        String mode = text(content, "mode");
        if (mode != null && !mode.matches("[0-7]{3,4}")) {
            throw new CopyFailure("mode '" + mode + "' is not octal; give digits such as 0644");
        }
        CopyRequest request =
                new CopyRequest(path(source), destination, name(content, "owner"), name(content, "group"), mode);
        request.check();
        return request;
    }

    /** True when the source is a directory. */
    public boolean tree() {
        return Files.isDirectory(source);
    }

    /** Where a regular file goes: below the destination when that ends with a slash. */
    String file() {
        return destination.endsWith("/") ? destination + source.getFileName() : destination;
    }

    /** The file or directory that it makes. */
    String place() {
        return tree() && destination.endsWith("/") ? destination.substring(0, destination.length() - 1) : file();
    }

    /** {@code owner:group} as chown takes it; empty when neither is given. */
    String ownership() {
        return (owner == null ? "" : owner) + (group == null ? "" : ":" + group);
    }

    private void check() {
        if (!Files.isDirectory(source) && !Files.isRegularFile(source)) {
            throw new CopyFailure("unknown source");
        }
        if (!Files.isReadable(source)) {
            throw new CopyFailure("cannot sftp copy file : " + source + ": permission denied");
        }
    }

    private static Path path(String source) {
        try {
            return Path.of(source).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new CopyFailure("unknown source", e);
        }
    }

    private static @Nullable String name(Map<String, ?> content, String key) {
        String name = text(content, key);
        if (name != null && !name.matches("[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}\\$?")) {
            throw new CopyFailure(key + " '" + name + "' is not the name of a user or group");
        }
        return name;
    }

    private static @Nullable String text(Map<String, ?> content, String key) {
        Object value = content.get(key);
        return value == null || value.toString().isEmpty() ? null : value.toString();
    }
}
