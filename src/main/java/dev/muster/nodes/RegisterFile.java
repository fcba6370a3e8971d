package dev.muster.nodes;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The content of a register file: a YAML list {@code nodes} (specs/node-proxy.md section 7.1). It is right as a whole or refused. */
final class RegisterFile {
    private static final long LARGEST = 32L << 20;

    private final Path file;
    private final String self;
    private final Map<String, NodeDefinition> nodes = new LinkedHashMap<>();

    private RegisterFile(Path file, String self) {
        this.file = file;
        this.self = self;
    }

    /**
     * Reads a file.
     *
     * @param self id of this node, which may not be in it
     * @throws MusterException that names the file, the entry, what is wrong with it and what to write
     */
    static List<NodeDefinition> read(Path file, String self) {
        RegisterFile read = new RegisterFile(file, self);
        int number = 0;
        for (Object entry : read.entries()) {
            number++;
            read.add(number, entry);
        }
        read.refuseLoops();
        return List.copyOf(read.nodes.values());
    }

    private List<?> entries() {
        try {
            if (Files.size(file) > LARGEST) {
                throw bad("is larger than " + (LARGEST >> 20) + " MiB: split it or check the path");
            }
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(file.toString())
                    .setCodePointLimit((int) LARGEST)
                    .build();
            Object loaded = new Load(settings).loadFromString(Files.readString(file));
            if (loaded instanceof Map<?, ?> map && map.get("nodes") instanceof List<?> list) {
                return list;
            }
            throw bad("must hold a list 'nodes'");
        } catch (IOException e) {
            throw bad("cannot be read: " + e + "; check muster.nodes.config-file", e);
        } catch (YamlEngineException e) {
            throw bad("is not valid YAML: " + e.getMessage().replace('\n', ' '), e);
        }
    }

    private void add(int number, Object entry) {
        String id = entry instanceof Map<?, ?> map ? String.valueOf(map.get("id")) : "";
        try {
            if (!(entry instanceof Map<?, ?> map)) {
                throw new IllegalArgumentException("must be a mapping with id and type");
            }
            NodeDefinition node = DefinitionReader.strict(map);
            if (node.id().equals(self)) {
                throw new IllegalArgumentException("is this node itself: remove the entry");
            }
            if (nodes.put(node.id(), node) != null) {
                throw new IllegalArgumentException("is there twice: give each id one entry");
            }
            refuseOwnAndRepeated(node);
        } catch (IllegalArgumentException e) {
            throw bad(", entry " + number + (id.isEmpty() ? "" : " (id '" + id + "')") + ": " + e.getMessage(), e);
        }
    }

    private void refuseOwnAndRepeated(NodeDefinition node) {
        Set<String> seen = new HashSet<>();
        for (NodeDefinition.Subnode subnode : node.subnodes()) {
            if (subnode.id().equals(self)) {
                throw new IllegalArgumentException("has this node itself below 'nodes': remove it there");
            }
            if (!seen.add(subnode.id())) {
                throw new IllegalArgumentException("has '" + subnode.id() + "' twice below 'nodes'");
            }
        }
    }

    /** Takes away nodes with nothing behind them until none is left; what stays leads into a loop. */
    private void refuseLoops() {
        Map<String, Set<String>> behind = new LinkedHashMap<>();
        Map<String, List<String>> before = new HashMap<>();
        nodes.forEach((id, node) -> node.subnodes().stream()
                .map(NodeDefinition.Subnode::id)
                .filter(nodes::containsKey)
                .forEach(subnode -> {
                    behind.computeIfAbsent(id, key -> new LinkedHashSet<>()).add(subnode);
                    before.computeIfAbsent(subnode, key -> new ArrayList<>()).add(id);
                }));
        Deque<String> ends = new ArrayDeque<>(nodes.keySet());
        ends.removeIf(behind::containsKey);
        while (!ends.isEmpty()) {
            String end = ends.pop();
            for (String parent : before.getOrDefault(end, List.of())) {
                Set<String> left = behind.get(parent);
                left.remove(end);
                if (left.isEmpty()) {
                    behind.remove(parent);
                    ends.push(parent);
                }
            }
        }
        if (!behind.isEmpty()) {
            throw bad(", entry of id '" + loopIn(behind) + ": a node cannot lie behind itself");
        }
    }

    private static String loopIn(Map<String, Set<String>> behind) {
        List<String> path = new ArrayList<>();
        String at = behind.keySet().iterator().next();
        while (!path.contains(at) && path.size() < 20) {
            path.add(at);
            at = behind.get(at).iterator().next();
        }
        List<String> loop = path.subList(Math.max(0, path.indexOf(at)), path.size());
        return loop.get(0) + "': loop " + String.join(" -> ", loop) + " -> " + at;
    }

    private MusterException bad(String what) {
        return new MusterException(ErrorCode.CONFIGURATION, said(what));
    }

    private MusterException bad(String what, Exception cause) {
        return new MusterException(ErrorCode.CONFIGURATION, said(what), cause);
    }

    private String said(String what) {
        return "register file '" + file + "'" + (what.startsWith(",") ? "" : " ") + what;
    }
}
