package dev.muster.model;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@code file.list} and {@code file.stat} tell of one file, on whatever way it was reached (specs/distributed-api.md section 13.2).
 *
 * @param path absolute
 * @param type {@code file}, {@code directory}, {@code link} or {@code other}
 * @param size bytes
 * @param mode nine letters, {@code rw-r--r--}
 * @param modified when its content last changed
 */
public record FileEntry(String path, String type, long size, String mode, Instant modified) {
    /** {@code path, name, type, size, mode, modified}; the caller may add to it. */
    public Map<String, Object> answer() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("path", path);
        answer.put("name", path.equals("/") ? "/" : path.substring(path.lastIndexOf('/') + 1));
        answer.put("type", type);
        answer.put("size", size);
        answer.put("mode", mode);
        answer.put("modified", modified.toString());
        return answer;
    }
}
