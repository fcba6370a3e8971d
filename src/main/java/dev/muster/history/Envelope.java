package dev.muster.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.model.ResultCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands around the rows in each part of an answer to GETLOG (specs/node-proxy.md section 2.3).
 *
 * @param node who answers
 * @param store name of its database
 * @param last greatest number of a row in it
 * @param sync the question that is answered, as it was given; null when it was not numbered
 */
record Envelope(String node, String store, long last, @Nullable Object sync) {
    /** One frame's data for each of the parts. */
    List<Map<String, Object>> around(List<List<Map<String, Object>>> parts, boolean more) {
        List<Map<String, Object>> frames = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            frames.add(part(parts.get(i), i + 1, parts.size(), more && i == parts.size() - 1));
        }
        return frames;
    }

    /** Bytes of a part without rows, at most. */
    int size() {
        return Json.text(part(List.of(), Integer.MAX_VALUE, Integer.MAX_VALUE, true))
                .getBytes(UTF_8)
                .length;
    }

    /** The data of a frame. */
    static Map<String, Object> frame(ResultCode code, Map<String, ?> data) {
        Map<String, Object> frame = new LinkedHashMap<>();
        frame.put("code", code.code());
        frame.put("data", data);
        return frame;
    }

    private Map<String, Object> part(List<Map<String, Object>> rows, int number, int total, boolean more) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("action", "getlog");
        data.put("id", node);
        data.put("nb_total_msg", total);
        data.put("part", number);
        data.put("store", store);
        data.put("last", last);
        if (sync != null) {
            data.put("sync", sync);
        }
        if (more) {
            data.put("more", true);
        }
        data.put("result", rows);
        return frame(ResultCode.BEGIN, data);
    }
}
