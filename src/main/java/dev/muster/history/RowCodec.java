package dev.muster.history;

import dev.muster.model.ErrorCode;
import dev.muster.model.HistoryRow;
import dev.muster.model.MusterException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows as they are on the wire (specs/node-proxy.md section 2.6): id and data are texts, ctime has five decimals. */
final class RowCodec {
    private static final int LONGEST_TOKEN = 2048;
    private static final int LONGEST_NODE = 128;
    private static final String EMPTY = "{'id':'','token':'','code':,'etime':,'ctime':.00000,'instant':0,'data':''},";
    private static final String ORIGIN = ",'origin':['',,]";

    private RowCodec() {}

    static Map<String, Object> wire(HistoryRow row) {
        Map<String, Object> wire = new LinkedHashMap<>();
        wire.put("id", Long.toString(row.id()));
        wire.put("token", row.token());
        wire.put("code", row.code());
        wire.put("etime", row.etime());
        wire.put("ctime", BigDecimal.valueOf(row.ctime()).setScale(5, RoundingMode.HALF_UP));
        wire.put("instant", row.instant() ? 1 : 0);
        wire.put("data", row.data());
        return wire;
    }

    /** The same for a node above, which learns where it came from in the first place: it may come to it by two ways. */
    static Map<String, Object> wire(HistoryRow row, Entry.@Nullable Copy copy) {
        Map<String, Object> wire = wire(row);
        if (copy != null) {
            wire.put("origin", List.of(copy.origin(), copy.id(), copy.ctime()));
        }
        return wire;
    }

    /** Bytes that the wire form takes in a list, encoded in UTF-8. */
    static long size(HistoryRow row, Entry.@Nullable Copy copy) {
        long size = EMPTY.length()
                + digits(row.id())
                + digits(row.code())
                + digits(row.etime())
                + digits((long) row.ctime())
                + Json.length(row.token())
                + Json.length(row.data());
        return copy == null
                ? size
                : size + ORIGIN.length() + Json.length(copy.origin()) + digits(copy.id()) + digits(copy.ctime());
    }

    private static int digits(long number) {
        return Long.toString(number).length();
    }

    static HistoryRow withData(HistoryRow row, String data) {
        return new HistoryRow(row.id(), row.token(), row.code(), row.etime(), row.ctime(), row.instant(), data);
    }

    /** A row of a node; fails with 3074 when a number in it is none. */
    static Remote remote(String node, Map<?, ?> wire, long now) {
        String data = wire.get("data") instanceof String text ? text : Json.text(wire.get("data"));
        Object given = wire.get("token");
        String token = given == null ? "" : given.toString();
        token = token.length() > LONGEST_TOKEN ? token.substring(0, LONGEST_TOKEN) : token;
        Long code = Numbers.integer("code", wire.get("code"), Integer.MIN_VALUE, Integer.MAX_VALUE);
        Long etime = Numbers.integer("etime", wire.get("etime"), Long.MIN_VALUE, Long.MAX_VALUE);
        Long instant = Numbers.integer("instant", wire.get("instant"), Long.MIN_VALUE, Long.MAX_VALUE);
        Long ctime = Numbers.micros("ctime", wire.get("ctime"));
        Long id = Numbers.integer("id", wire.get("id"), Long.MIN_VALUE, Long.MAX_VALUE);
        if (ctime == null) {
            throw new MusterException(ErrorCode.BAD_PARAMETER, "'ctime' of a row is missing");
        }
        long number = id == null ? -Math.abs(Tokens.hash(token + '\n' + code + '\n' + etime + '\n' + data)) : id;
        Entry.Copy own = new Entry.Copy(node, number, ctime);
        return new Remote(
                new Entry(
                        token,
                        code == null ? 0 : code.intValue(),
                        etime == null ? now : etime,
                        instant != null && instant != 0,
                        data,
                        own),
                id == null ? 0 : number,
                ctime,
                origin(wire.get("origin")));
    }

    private static Entry.@Nullable Copy origin(@Nullable Object given) {
        if (given instanceof List<?> list
                && list.size() == 3
                && list.get(0) instanceof String node
                && node.length() <= LONGEST_NODE
                && list.get(1) instanceof Number id
                && list.get(2) instanceof Number ctime) {
            return new Entry.Copy(node, id.longValue(), ctime.longValue());
        }
        return null;
    }
}
