package dev.muster;

import dev.muster.model.History;
import dev.muster.model.ResultCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** History in memory. */
public final class Rows implements History {
    /** What was written, in order. */
    public final List<Row> rows = new CopyOnWriteArrayList<>();

    /** One write. */
    public record Row(String token, ResultCode code, Map<String, ?> data, boolean instant) {
        /** The text of the row. */
        public String message() {
            return String.valueOf(data.get("message"));
        }
    }

    @Override
    public void write(String token, ResultCode code, Map<String, ?> data) {
        write(token, code, data, false);
    }

    @Override
    public void write(String token, ResultCode code, Map<String, ?> data, boolean instant) {
        rows.add(new Row(token, code, data, instant));
    }

    /** The rows of a token. */
    public List<Row> of(String token) {
        return rows.stream().filter(row -> row.token().equals(token)).toList();
    }

    /** The data of one row of a token. */
    public Map<String, ?> row(String token, int index) {
        return of(token).get(index).data();
    }

    /** The data of the last row of a token. */
    public Map<String, ?> lastRow(String token) {
        return row(token, of(token).size() - 1);
    }

    /** Codes of the rows of a token. */
    public List<Integer> codes(String token) {
        return of(token).stream().map(row -> row.code().code()).toList();
    }

    /** Texts of the rows of a token. */
    public List<String> messages(String token) {
        return of(token).stream().map(Row::message).toList();
    }

    /** Text of the last row of a token. */
    public String last(String token) {
        return messages(token).stream().reduce((a, b) -> b).orElse("no row");
    }

    /** Texts of the failures under a token. */
    public List<String> failures(String token) {
        return of(token).stream()
                .filter(row -> row.code() == ResultCode.KO)
                .map(Row::message)
                .toList();
    }
}
