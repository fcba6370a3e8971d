package dev.muster.operations;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One line of a log file. */
record LogLine(String log, String file, long offset, String text, boolean cut, @Nullable String timestamp) {
    Map<String, Object> item() {
        Map<String, Object> item = new LinkedHashMap<>();
        if (timestamp != null) {
            item.put("timestamp", timestamp);
        }
        item.put("line", text);
        item.put("log", log);
        item.put("file", file);
        item.put("offset", offset);
        if (cut) {
            item.put("cut", true);
        }
        return item;
    }

    LogLine at(@Nullable String time) {
        return new LogLine(log, file, offset, text, cut, time);
    }
}
