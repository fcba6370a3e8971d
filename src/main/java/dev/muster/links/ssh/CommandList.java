package dev.muster.links.ssh;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of a COMMAND (specs/node-proxy.md sections 5.3 and 6.5).
 *
 * @param commands in the order in which they run
 */
record CommandList(List<Item> commands) {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    /**
     * One command.
     *
     * @param text for the login shell
     * @param timeout longest run
     * @param silence longest time without output; null for no limit
     * @param goesOn whether the next one runs after an error of this one
     * @param metadata handed back in the rows
     */
    record Item(String text, Duration timeout, @Nullable Duration silence, boolean goesOn, @Nullable Object metadata) {}

    /** Reads all before the first runs; fails with a text for the row. */
    static CommandList of(@Nullable Object content) {
        if (!(content instanceof List<?> list)) {
            throw new IllegalArgumentException("expected array, found '" + type(content) + "'");
        }
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            Map<?, ?> map = list.get(i) instanceof Map<?, ?> object ? object : Map.of();
            Object text = map.get("command");
            if (text == null || text.toString().isEmpty()) {
                throw new IllegalArgumentException("need command argument at array index '" + i + "'");
            }
            Duration timeout = seconds(map.get("timeout"));
            items.add(new Item(
                    text.toString(),
                    timeout == null ? DEFAULT_TIMEOUT : timeout,
                    seconds(map.get("timeout_nodata")),
                    !isZero(map.get("continue_on_error")),
                    map.get("metadata")));
        }
        return new CommandList(List.copyOf(items));
    }

    /** Positive numbers, also as text; all else is no limit of its own. */
    private static @Nullable Duration seconds(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        if (!text.matches("\\d{1,9}(\\.\\d{1,9})?") || Double.parseDouble(text) == 0) {
            return null;
        }
        return Duration.ofMillis(Math.max(1, Math.round(Double.parseDouble(text) * 1000)));
    }

    private static boolean isZero(@Nullable Object value) {
        return value != null && (value.equals(false) || value.toString().matches("0+|false"));
    }

    /** The original's names, as Perl calls them. */
    private static String type(@Nullable Object content) {
        return content instanceof Map ? "HASH" : "";
    }
}
