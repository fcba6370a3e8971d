package dev.muster.links.ssh;

import dev.muster.model.Arguments;
import dev.muster.model.ErrorCode;
import dev.muster.model.Items;
import dev.muster.model.Messages;
import dev.muster.model.Sort;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;
import org.jspecify.annotations.Nullable;

/** {@code log.tail} and {@code log.search} by SFTP, from the ends of plain files; compressed ones are passed over. */
final class RemoteLogs {
    private static final Sort NEWEST_FIRST =
            new Sort(List.of("timestamp", "file", "offset"), List.of("str", "str", "int"), List.of(false, true, false));
    private static final int LOOK_BACK = 200;
    private static final long TEXT_LIMIT = 16L * 1024 * 1024;
    private static final Comparator<Map<String, Object>> ORDER = Comparator.<Map<String, Object>, String>comparing(
                    item -> (String) item.get("timestamp"), Comparator.nullsFirst(Comparator.reverseOrder()))
            .thenComparing(item -> (String) item.get("file"))
            .thenComparing(item -> (Long) item.get("offset"), Comparator.reverseOrder());

    private record LogFile(String log, String path, long size, Instant modified) {}

    private record Found(Map<String, Object> item, Instant time) {}

    private final String node;
    private final SshAccess access;
    private final LineRules rules;

    RemoteLogs(String node, SshAccess access, LineRules rules) {
        this.node = node;
        this.access = access;
        this.rules = rules;
    }

    Items tail(Arguments arguments, Remote remote) throws IOException {
        return newest("log.tail", arguments, 50, line -> true, remote);
    }

    Items search(Arguments arguments, Remote remote) throws IOException {
        return newest("log.search", arguments, 500, rules.wanted(arguments), remote);
    }

    private Items newest(String operation, Arguments arguments, int usual, Predicate<String> wanted, Remote remote)
            throws IOException {
        int limit = (int) Math.max(1, Math.min(10_000, arguments.integer("lines", usual)));
        return remote.sftp(sftp -> {
            List<Found> found = new ArrayList<>();
            List<String> unreadable = new ArrayList<>();
            for (LogFile file : files(sftp, arguments.text("log", ""))) {
                if (found.size() == limit && found.get(limit - 1).time().isAfter(file.modified())) {
                    break; // nothing in this or an older file can be newer
                }
                try {
                    found.addAll(read(sftp, remote, file, wanted, limit));
                } catch (SftpException e) {
                    unreadable.add(file.path());
                }
                found.sort(Comparator.comparing(Found::time).reversed());
                found.subList(Math.min(limit, found.size()), found.size()).clear();
            }
            if (found.isEmpty() && !unreadable.isEmpty()) {
                throw Place.refuse(node, ErrorCode.FILE_NOT_READABLE, String.join(", ", unreadable));
            }
            List<Object> items = new ArrayList<>(
                    found.stream().map(Found::item).sorted(ORDER).toList());
            Map<String, Object> extra = unreadable.isEmpty() ? Map.of() : Map.of("unreadable", unreadable);
            return new Items(items, items.size(), List.of(), NEWEST_FIRST, Messages.of(operation), extra);
        });
    }

    private List<Found> read(SftpClient sftp, Remote remote, LogFile file, Predicate<String> wanted, int limit)
            throws IOException {
        try (SftpClient.CloseableHandle handle = sftp.open(file.path(), SftpClient.OpenMode.Read)) {
            LogLines lines = new LogLines(sftp, handle, file.size(), remote);
            List<Map<String, Object>> items = new ArrayList<>();
            long size = 0;
            int timed = 0;
            int extra = 0;
            boolean full = false;
            while (!full || (timed < items.size() && extra++ < LOOK_BACK)) {
                LogLines.Line line = lines.previous();
                if (line == null) {
                    break;
                }
                if (!full && wanted.test(line.text())) {
                    items.add(item(file, line));
                    size += line.text().length();
                    full = items.size() == limit || size > TEXT_LIMIT;
                }
                String stamp = timed < items.size() ? rules.time(line.text(), file.modified()) : null;
                for (; stamp != null && timed < items.size(); timed++) {
                    items.get(timed).put("timestamp", stamp);
                }
            }
            return items.stream().map(item -> found(item, file)).toList();
        }
    }

    private static Map<String, Object> item(LogFile file, LogLines.Line line) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("line", line.text());
        item.put("log", file.log());
        item.put("file", file.path());
        item.put("offset", line.offset());
        if (line.cut()) {
            item.put("cut", true);
        }
        return item;
    }

    /** A line without a time counts as written when its file was. */
    private static Found found(Map<String, Object> item, LogFile file) {
        Object stamp = item.get("timestamp");
        return new Found(item, stamp == null ? file.modified() : Instant.parse(stamp.toString()));
    }

    private List<LogFile> files(SftpClient sftp, String log) throws IOException {
        if (!log.isEmpty() && !access.logs().containsKey(log)) {
            throw Place.refuse(
                    node,
                    ErrorCode.PATH_NOT_ALLOWED,
                    "there is no log '" + log + "'; the node offers "
                            + new TreeSet<>(access.logs().keySet()));
        }
        Map<String, LogFile> files = new TreeMap<>();
        for (Map.Entry<String, List<String>> entry : access.logs().entrySet()) {
            if (log.isEmpty() || entry.getKey().equals(log)) {
                for (String pattern : entry.getValue()) {
                    collect(sftp, entry.getKey(), pattern, files);
                }
            }
        }
        List<LogFile> sorted = new ArrayList<>(files.values());
        sorted.sort(Comparator.comparing(LogFile::modified).reversed().thenComparing(LogFile::path));
        return sorted;
    }

    private static void collect(SftpClient sftp, String log, String pattern, Map<String, LogFile> files)
            throws IOException {
        int slash = pattern.lastIndexOf('/');
        PathMatcher name = FileSystems.getDefault().getPathMatcher("glob:" + pattern.substring(slash + 1));
        try {
            String directory = sftp.canonicalPath(slash == 0 ? "/" : pattern.substring(0, slash));
            for (SftpClient.DirEntry entry : sftp.readDir(directory)) {
                LogFile file = file(log, directory, entry, name);
                if (file != null) {
                    files.putIfAbsent(file.path(), file);
                }
            }
        } catch (SftpException e) {
            if (e.getStatus() != SftpConstants.SSH_FX_NO_SUCH_FILE) {
                throw e;
            }
        }
    }

    /** Regular files only: a symbolic link may lead anywhere. */
    private static @Nullable LogFile file(String log, String directory, SftpClient.DirEntry entry, PathMatcher name) {
        SftpClient.Attributes attributes = entry.getAttributes();
        boolean plain = attributes.isRegularFile() && !entry.getFilename().endsWith(".gz");
        if (!plain || !name.matches(Path.of(entry.getFilename()))) {
            return null;
        }
        return new LogFile(
                log,
                directory + "/" + entry.getFilename(),
                attributes.getSize(),
                Instant.ofEpochMilli(attributes.getModifyTime().toMillis()));
    }
}
