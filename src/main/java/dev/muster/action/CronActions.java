package dev.muster.action;

import dev.muster.model.History;
import dev.muster.model.ResultCode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * GETCRON, ADDCRON, UPDATECRON and DELETECRON (specs/node-proxy.md section 6.5), and the clock behind them. Messages are as
 * {@code {"content":BODY,"variables":[ID, "status"]}}. Thread-safe.
 */
public final class CronActions {

    private final CronTable table;
    private final History history;
    private final Rows rows;
    private final Start start;

    /** Looks rows up by their token. */
    @FunctionalInterface
    public interface Rows {
        /** The rows of a token as a look-up gives them out, the oldest first. */
        List<?> of(String token);
    }

    /** Begins a request of this node. */
    @FunctionalInterface
    public interface Start {
        /**
         * Begins it and returns soon; every outcome is a row.
         *
         * @param token empty for a new one
         * @param target empty for this node
         */
        void start(String action, String token, String target, Map<String, Object> data);
    }

    /** Keeps the definitions in that file. */
    public CronActions(Path file, Clock clock, History history, Rows rows, Start start) {
        this.table = new CronTable(file, clock);
        this.history = history;
        this.rows = rows;
        this.start = start;
    }

    /** Starts what has become due; to be called each second. One that cannot be started does not keep the others. */
    public void tick() {
        for (CronDefinition due : table.due()) {
            try {
                Map<String, Object> data = new java.util.LinkedHashMap<>();
                data.put("content", due.parameters());
                start.start(due.action(), due.keepToken() ? due.id() : "", due.target(), data);
            } catch (RuntimeException e) {
                history.write(
                        due.keepToken() ? due.id() : "",
                        ResultCode.KO,
                        "cron definition '" + due.id() + "' cannot be started: " + e.getMessage());
            }
        }
    }

    /** Lists all definitions, one of them, or the rows that one of them has written under its id. */
    public void get(String token, Map<String, ?> data) {
        answer(token, () -> {
            String id = variable(data, 0);
            if (id.isEmpty()) {
                history.write(
                        token,
                        ResultCode.OK,
                        table.all().stream().map(CronDefinition::fields).toList());
            } else if (variable(data, 1).equals("status")) {
                history.write(token, ResultCode.OK, rows.of(found(id).id()));
            } else {
                history.write(token, ResultCode.OK, List.of(found(id).fields()));
            }
        });
    }

    /** Adds an array of definitions, all or none. */
    public void add(String token, Map<String, ?> data) {
        answer(token, () -> {
            if (!(data.get("content") instanceof List<?> bodies) || bodies.isEmpty()) {
                throw new Refusal("missing arguments");
            }
            table.add(bodies.stream().map(CronDefinition::of).toList());
            history.write(token, ResultCode.OK, "add succeed");
        });
    }

    /** Changes the time of one. */
    public void update(String token, Map<String, ?> data) {
        answer(token, () -> {
            CronDefinition old = found(id(data));
            String timespec =
                    data.get("content") instanceof Map<?, ?> body ? CronDefinition.text(body, "timespec") : "";
            if (timespec.isEmpty()) {
                throw new Refusal("missing arguments");
            }
            table.replace(old.at(timespec));
            history.write(token, ResultCode.OK, "update succeed");
        });
    }

    /** Removes one. */
    public void delete(String token, Map<String, ?> data) {
        answer(token, () -> {
            table.remove(found(id(data)).id());
            history.write(token, ResultCode.OK, "delete succeed");
        });
    }

    private void answer(String token, Runnable work) {
        try {
            work.run();
        } catch (Refusal e) {
            history.write(token, ResultCode.KO, e.text());
        }
    }

    private CronDefinition found(String id) {
        Optional<CronDefinition> definition = table.find(id);
        return definition.orElseThrow(() -> new Refusal("no entry found for id"));
    }

    private static String id(Map<String, ?> data) {
        String id = variable(data, 0);
        if (id.isEmpty()) {
            throw new Refusal("missing id");
        }
        return id;
    }

    private static String variable(Map<String, ?> data, int index) {
        @Nullable Object variables = data.get("variables");
        return variables instanceof List<?> list && list.size() > index ? String.valueOf(list.get(index)) : "";
    }
}
