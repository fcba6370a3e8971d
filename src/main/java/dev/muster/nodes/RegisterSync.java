package dev.muster.nodes;

import dev.muster.model.History;
import dev.muster.model.MusterException;
import dev.muster.model.ResultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the register in step with a register file: at start, when asked to, and when the file has changed. Thread-safe. */
public final class RegisterSync {
    private static final Logger LOG = LoggerFactory.getLogger(RegisterSync.class);

    private final @Nullable Path file;
    private final Register register;
    private final History history;
    private final String source;
    private volatile Set<String> declared = Set.of();
    private @Nullable Stamp stamp;
    private @Nullable Stamp seen;

    /** What tells one state of the file from another. */
    private record Stamp(FileTime modified, long size, @Nullable Object key) {}

    /**
     * Follows a file.
     *
     * @param file null when there is none: then nothing is ever declared
     */
    public RegisterSync(@Nullable Path file, Register register, History history) {
        this.file = file;
        this.register = register;
        this.history = history;
        this.source = "register file " + file;
    }

    /**
     * Reads the file for the first time and warns of types that are served in another way than they say.
     *
     * @throws MusterException with one line that names the file, the entry and what to write
     */
    public synchronized void load() {
        if (file != null) {
            sync(Tokens.random());
        }
    }

    /**
     * Reads the file again if it has changed since the last time, and is no longer being written: it looks the same as at the call
     * before. To be called by a timer. A bad file changes nothing and is reported once.
     */
    public synchronized void reloadWhenChanged() {
        if (file == null) {
            return;
        }
        Stamp now = stampOf(file);
        boolean settled = now.equals(seen);
        seen = now;
        if (settled && !now.equals(stamp)) {
            resync(Tokens.random());
        }
    }

    /** Reads the file now, under that token; what is wrong with it is said in the log and in a row. */
    public void resync(String token) {
        try {
            sync(token);
        } catch (MusterException e) {
            LOG.error("{}; the nodes stay as they were", e.failure().message());
        }
    }

    /**
     * Reads the file now, under that token: rows 0 and 2, or 1 with what is wrong; a bad file changes nothing.
     *
     * @throws MusterException with what is wrong
     */
    synchronized void sync(String token) {
        history.write(token, ResultCode.BEGIN, "action registerresync proceed");
        try {
            if (file != null) {
                stamp = stampOf(file);
                apply(RegisterFile.read(file, register.self()));
            }
            history.write(token, ResultCode.OK, "action registerresync finished");
        } catch (MusterException e) {
            history.write(token, ResultCode.KO, e.failure().message());
            throw e;
        }
    }

    /** Whether the file as it was last read defines a node of that id. */
    public boolean declares(String id) {
        return declared.contains(id);
    }

    private void apply(List<NodeDefinition> nodes) {
        Set<String> ids = nodes.stream().map(NodeDefinition::id).collect(Collectors.toUnmodifiableSet());
        nodes.stream()
                .filter(node -> node.type().mapped() && !declared.contains(node.id()))
                .forEach(node -> LOG.warn(
                        "Node '{}' has type {}: ZeroMQ is not spoken, it is reached over HTTP, WebSocket or SSH links instead",
                        node.id(),
                        node.type().text()));
        declared.stream().filter(id -> !ids.contains(id)).forEach(id -> register.unregister(id, source));
        declared = ids;
        register.register(
                nodes.stream().map(node -> new Registration(node, "", source)).toList());
    }

    private static Stamp stampOf(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            return new Stamp(FileTime.fromMillis(0), -1, null);
        }
    }
}
