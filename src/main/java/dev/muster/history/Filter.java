package dev.muster.history;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are meant (specs/node-proxy.md section 2.3); what is given is joined by "and".
 *
 * @param id rows with a greater number
 * @param token rows of this token
 * @param ctime rows stored later than this, microseconds
 * @param etime rows of what happened after this second
 * @param code rows of this code
 * @param limit at most that many of the newest
 * @param offset without that many of the newest
 */
record Filter(
        @Nullable Long id,
        @Nullable String token,
        @Nullable Long ctime,
        @Nullable Long etime,
        @Nullable Integer code,
        @Nullable Integer limit,
        long offset) {

    /** Reads the fields of a request, numbers or texts; an empty text is as good as none. Fails with 3074 for what is no number. */
    static Filter of(Map<String, ?> given) {
        Object token = given.get("token");
        Long code = Numbers.integer("code", given.get("code"), Integer.MIN_VALUE, Integer.MAX_VALUE);
        Long limit = Numbers.integer("limit", given.get("limit"), 1, Integer.MAX_VALUE);
        Long offset = Numbers.integer("offset", given.get("offset"), 0, Long.MAX_VALUE);
        return new Filter(
                Numbers.integer("id", given.get("id"), Long.MIN_VALUE, Long.MAX_VALUE),
                token == null || token.toString().isEmpty() ? null : Tokens.checked(token.toString()),
                Numbers.micros("ctime", given.get("ctime")),
                Numbers.integer("etime", given.get("etime"), Long.MIN_VALUE, Long.MAX_VALUE),
                code == null ? null : code.intValue(),
                limit == null ? null : limit.intValue(),
                offset == null ? 0 : offset);
    }

    /** The same, refusing a request that names nothing. */
    static Filter ofRequest(Map<String, ?> given) {
        Filter filter = of(given);
        if (filter.values().isEmpty()) {
            throw new MusterException(ErrorCode.BAD_PARAMETER, Answers.NO_FILTER);
        }
        return filter;
    }

    /** The condition, with a question mark for each of the {@link #values}; never empty. */
    String sql() {
        StringBuilder sql = new StringBuilder("true");
        sql.append(id == null ? "" : " and id > ?");
        sql.append(token == null ? "" : " and token_hash = ? and token = ?");
        sql.append(
                ctime == null
                        ? ""
                        : " and ctime + 0 > ?"); // the sum keeps databases from sorting all that the index finds
        sql.append(etime == null ? "" : " and etime > ?");
        sql.append(code == null ? "" : " and code = ?");
        return sql.toString();
    }

    /** The same with the number given as a lower bound too. */
    Filter after(long bound) {
        long greatest = id == null ? bound : Math.max(id, bound);
        return new Filter(greatest, token, ctime, etime, code, limit, offset);
    }

    /** What the question marks stand for. */
    List<Object> values() {
        List<Object> values = new ArrayList<>();
        add(values, id);
        if (token != null) {
            values.add(Tokens.hash(token));
            values.add(token);
        }
        add(values, ctime);
        add(values, etime);
        add(values, code);
        return values;
    }

    /** Whether the newest rows are asked for, and not all. */
    boolean newest() {
        return limit != null || offset > 0;
    }

    private static void add(List<Object> values, @Nullable Object value) {
        if (value != null) {
            values.add(value);
        }
    }
}
