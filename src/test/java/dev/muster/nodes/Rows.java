package dev.muster.nodes;

import dev.muster.model.History;
import dev.muster.model.ResultCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps rows in memory. */
final class Rows implements History {
    private final List<Row> rows = new CopyOnWriteArrayList<>();

    record Row(String token, ResultCode code, Map<String, ?> data) {}

    @Override
    public void write(String token, ResultCode code, Map<String, ?> data) {
        rows.add(new Row(token, code, data));
    }

    List<Row> of(String token) {
        return rows.stream().filter(row -> row.token().equals(token)).toList();
    }

    /** Messages of the failures under a token. */
    List<Object> failures(String token) {
        return of(token).stream()
                .filter(row -> row.code() == ResultCode.KO)
                .<Object>map(row -> row.data().get("message"))
                .toList();
    }
}
