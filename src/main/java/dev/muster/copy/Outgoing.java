package dev.muster.copy;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the messages of one copy (specs/node-proxy.md section 4.2). Thread-safe.
 *
 * @param logging what the request says about history rows
 */
record Outgoing(CopyRequest request, Content content, String destination, @Nullable Object logging) {
    private static final Base64.Encoder MIME = Base64.getMimeEncoder(76, new byte[] {'\n'});

    static Outgoing of(CopyRequest request, Content content, @Nullable Object logging) {
        String destination = request.destination();
        if (content.type().equals("regular") && destination.endsWith("/")) {
            destination += Sources.path(request.source()).getFileName();
        }
        return new Outgoing(request, content, destination, logging);
    }

    /** A chunk as the original sends it. */
    Map<String, Object> original(byte[] bytes) {
        Map<String, Object> chunk = new LinkedHashMap<>();
        chunk.put("data", MIME.encodeToString(bytes) + "\n");
        chunk.put("size", bytes.length);
        return message("inprogress", chunk, null, Map.of());
    }

    /** A chunk whose bytes go beside it. */
    Map<String, Object> chunk(int size, Map<String, ?> position) {
        Map<String, Object> chunk = new LinkedHashMap<>(position);
        chunk.put("size", size);
        return message("inprogress", chunk, null, Map.of());
    }

    /** The last message. */
    Map<String, Object> end(String md5, Map<String, ?> more) {
        Map<String, Object> extra = options();
        extra.putAll(more);
        return message("end", null, md5, extra);
    }

    /** A message that only our own nodes know. */
    Map<String, Object> ask(String status, Map<String, ?> more) {
        Map<String, Object> extra = options();
        extra.putAll(more);
        return message(status, null, null, extra);
    }

    /** Owner, group and, for a file, mode; a tree's mode is in the archive. */
    private Map<String, Object> options() {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("owner", orNull(request.owner()));
        options.put("group", orNull(request.group()));
        if (content.type().equals("regular")) {
            options.put("mode", orNull(request.mode()));
        }
        return options;
    }

    private Map<String, Object> message(
            String status, @Nullable Object chunk, @Nullable String md5, Map<String, ?> extra) {
        Map<String, Object> inside = new LinkedHashMap<>();
        inside.put("status", status);
        inside.put("type", content.type());
        inside.put("chunk", chunk);
        inside.put("md5", md5);
        inside.put("destination", destination);
        inside.put("cache_dir", orNull(request.cacheDir()));
        inside.putAll(extra);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("logging", logging);
        data.put("content", inside);
        data.put("parameters", Map.of("no_fork", 1));
        return data;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
