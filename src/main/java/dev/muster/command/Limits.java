package dev.muster.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say how long a call may take and which part of the answer is wanted. */
final class Limits {
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    /** What the hub and the network may add to the time limit of a call. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    /** More than the hub lets a call run that names no limit of its own. */
    private static final Duration USUAL = Duration.ofSeconds(210);

    private static final Duration LONGEST = Duration.ofDays(1);

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "Give up on a target after this time, for example 5s")
    private @Nullable String timeout;

    @Option(names = "--wait", description = "Wait until every target has ended, for a day at most")
    private boolean waitForComplete;

    @Option(names = "--limit", paramLabel = "N", description = "Show at most this many items")
    private @Nullable Integer limit;

    @Option(names = "--offset", paramLabel = "N", description = "Leave out this many items at the start")
    private @Nullable Integer offset;

    @Option(names = "--sort", paramLabel = "FIELDS", description = "Order of the items, for example +node,-size")
    private @Nullable String sort;

    /** Adds to the request what was given. */
    void write(ObjectNode request) {
        if (timeout != null) {
            request.put("timeout", timeout);
        }
        if (waitForComplete) {
            request.put("wait_for_complete", true);
        }
        if (limit != null) {
            request.put("limit", limit);
        }
        if (offset != null) {
            request.put("offset", offset);
        }
        if (sort != null) {
            request.put("sort", sort);
        }
    }

    /** How long the client waits for the answer. */
    Duration patience() {
        Duration given = timeout == null ? USUAL : time(timeout).plus(MARGIN);
        return waitForComplete ? LONGEST : given;
    }

    private static Duration time(String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw CommandException.usage("--timeout '" + text + "' is not a time; write 500ms, 5s or 2m");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }
}
