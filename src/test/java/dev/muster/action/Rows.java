package dev.muster.action;

import dev.muster.model.History;
import dev.muster.model.ResultCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** History in memory. */
final class Rows implements History {
    record Row(String token, ResultCode code, Map<String, ?> data, boolean instant) {
        String message() {
            return String.valueOf(data.get("message"));
        }
    }

    final List<Row> rows = new CopyOnWriteArrayList<>();

    @Override
    public void write(String token, ResultCode code, Map<String, ?> data) {
        rows.add(new Row(token, code, data, false));
    }

    @Override
    public void write(String token, ResultCode code, Map<String, ?> data, boolean instant) {
        rows.add(new Row(token, code, data, instant));
    }

    List<Integer> codes(String token) {
        return rows.stream()
                .filter(row -> row.token().equals(token))
                .map(row -> row.code().code())
                .toList();
    }

    /** Text of the last row of a token. */
    String last(String token) {
        return rows.stream()
                .filter(row -> row.token().equals(token))
                .reduce((a, b) -> b)
                .map(Row::message)
                .orElse("no row");
    }

    Map<String, ?> row(String token, int index) {
        return rows.stream()
                .filter(row -> row.token().equals(token))
                .toList()
                .get(index)
                .data();
    }

    List<String> messages(String token) {
        return rows.stream()
                .filter(row -> row.token().equals(token))
                .map(Row::message)
                .toList();
    }
}
