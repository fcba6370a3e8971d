package dev.muster.history;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A node as there are many: it knows {@code ctime} and {@code id} only, sorts numbers as text, and numbers neither parts nor questions. */
final class OriginalNode {
    private final String id;
    private final int partRows;
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private long nextId = 1;

    /** With 0 rows a part, it sends one message without saying how many there are. */
    OriginalNode(String id, int partRows) {
        this.id = id;
        this.partRows = partRows;
    }

    void row(String token, double ctime) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", nextId++);
        row.put("token", token);
        row.put("code", 2);
        row.put("etime", (long) ctime);
        row.put("ctime", ctime);
        row.put("instant", 0);
        row.put("data", "{\"message\":\"m\"}");
        rows.add(row);
    }

    List<String> tokens() {
        return rows.stream().map(row -> (String) row.get("token")).toList();
    }

    /** Its database was removed. */
    void startOver() {
        rows.clear();
        nextId = 1;
    }

    List<Map<String, Object>> answer(Map<String, Object> getlog) {
        double ctime = new BigDecimal(getlog.get("ctime").toString()).doubleValue();
        long after = Long.parseLong(getlog.getOrDefault("id", 0).toString());
        List<Map<String, Object>> result = rows.stream()
                .filter(row -> Math.round((double) row.get("ctime") * 1e4) > Math.round(ctime * 1e4))
                .filter(row -> (long) row.get("id") > after)
                .sorted(Comparator.comparing(row -> row.get("id").toString()))
                .toList();
        if (partRows == 0) {
            return List.of(frame(result, 0));
        }
        List<Map<String, Object>> parts = new ArrayList<>();
        int total = Math.max(1, (result.size() + partRows - 1) / partRows);
        for (int i = 0; i < total; i++) {
            parts.add(frame(result.subList(i * partRows, Math.min(result.size(), (i + 1) * partRows)), total));
        }
        return parts;
    }

    private Map<String, Object> frame(List<Map<String, Object>> result, int total) {
        Map<String, Object> data = new LinkedHashMap<>(Map.of("action", "getlog", "id", id, "result", result));
        if (total > 0) {
            data.put("nb_total_msg", total);
        }
        return Map.of("code", 0, "data", data);
    }
}
