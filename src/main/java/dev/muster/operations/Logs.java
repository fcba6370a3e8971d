package dev.muster.operations;

import dev.muster.model.Arguments;
import dev.muster.model.BoundedPattern;
import dev.muster.model.ErrorCode;
import dev.muster.model.Items;
import dev.muster.model.Messages;
import dev.muster.model.Sort;
import dev.muster.operations.LogFiles.LogFile;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The newest lines of the log files that the node offers (specs/distributed-api.md section 13.2, {@code log.*}), the newest first. Items
 * are {@code timestamp} where one can be read, {@code line}, {@code log}, {@code file} and {@code offset}. Memory does not depend on the
 * size of the files. Thread-safe; ends when its thread is interrupted.
 */
public final class Logs {
    /** The newest first, so that a page of the whole fleet's lines holds the newest of all. */
    static final Sort NEWEST_FIRST =
            new Sort(List.of("timestamp", "file", "offset"), List.of("str", "str", "int"), List.of(false, true, false));

    private final Site site;
    private final LogFiles files;
    private final Duration budget;

    /**
     * Offers logs.
     *
     * @param node id of this node
     * @param logs name to patterns of the form {@code DIRECTORY/GLOB}; a bad one fails with 3004
     * @param budget longest time a search pattern may take on one line
     */
    public Logs(String node, Map<String, List<String>> logs, Duration budget) {
        this.site = new Site(node);
        this.files = new LogFiles(logs);
        this.budget = budget;
    }

    /** The newest {@code lines} (50) of {@code log}, or of all logs. */
    public Items tail(Arguments arguments) {
        return newest("log.tail", arguments, 50, line -> true);
    }

    /** The newest {@code lines} (500) in which the regular expression {@code pattern} is found; {@code ignore_case} as it says. */
    public Items search(Arguments arguments) {
        int flags = arguments.flag("ignore_case") ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
        BoundedPattern pattern = new BoundedPattern(arguments.text("pattern"), flags, budget, ErrorCode.BAD_PARAMETER);
        return newest("log.search", arguments, 500, pattern::find);
    }

    private Items newest(String operation, Arguments arguments, int defaultLines, Predicate<String> wanted) {
        int limit = (int) Math.max(1, Math.min(10_000, arguments.integer("lines", defaultLines)));
        NewestLines reader = new NewestLines(wanted, limit);
        List<Dated> found = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        boolean whole = true;
        for (LogFile file : files.of(site, arguments.text("log", ""))) {
            if ((found.size() == limit || !whole)
                    && found.get(found.size() - 1).time().isAfter(file.modified())) {
                break; // nothing in this or an older file can be newer
            }
            read(file, reader, unreadable).forEach(line -> found.add(Dated.of(line, file)));
            found.sort(Comparator.comparing(Dated::time).reversed());
            found.subList(Math.min(limit, found.size()), found.size()).clear();
            whole &= withinTextLimit(found);
        }
        if (found.isEmpty() && !unreadable.isEmpty()) {
            throw site.refuse(ErrorCode.FILE_NOT_READABLE, String.join(", ", unreadable));
        }
        return answer(operation, found, unreadable, whole);
    }

    /** Cuts off the oldest lines that do not fit into an answer; true when all did. */
    private static boolean withinTextLimit(List<Dated> found) {
        long size = 0;
        for (int i = 0; i < found.size(); i++) {
            size += found.get(i).line().text().length();
            if (size > NewestLines.TEXT_LIMIT) {
                found.subList(i, found.size()).clear();
                return false;
            }
        }
        return true;
    }

    private List<LogLine> read(LogFile file, NewestLines reader, List<String> unreadable) {
        try {
            return reader.of(file);
        } catch (ClosedByInterruptException e) {
            throw Site.cancelled("reading '" + file.path() + "'");
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            unreadable.add(file.path().toString());
            return List.of();
        }
    }

    private static Items answer(String operation, List<Dated> lines, List<String> unreadable, boolean whole) {
        List<Map<String, Object>> items = new ArrayList<>();
        lines.forEach(dated -> items.add(dated.line().item()));
        items.sort(ORDER);
        Map<String, Object> extra = new LinkedHashMap<>();
        if (!unreadable.isEmpty()) {
            extra.put("unreadable", unreadable);
        }
        if (!whole) {
            extra.put("incomplete", true);
        }
        return new Items(new ArrayList<>(items), items.size(), List.of(), NEWEST_FIRST, Messages.of(operation), extra);
    }

    private static final Comparator<Map<String, Object>> ORDER = Comparator.<Map<String, Object>, String>comparing(
                    item -> (String) item.get("timestamp"), Comparator.nullsFirst(Comparator.reverseOrder()))
            .thenComparing(item -> (String) item.get("file"))
            .thenComparing(item -> (Long) item.get("offset"), Comparator.reverseOrder());

    private record Dated(LogLine line, Instant time) {
        /** A line without a time counts as written when its file was. */
        static Dated of(LogLine line, LogFile file) {
            String stamp = line.timestamp();
            return new Dated(line, stamp == null ? file.modified() : Instant.parse(stamp));
        }
    }
}
