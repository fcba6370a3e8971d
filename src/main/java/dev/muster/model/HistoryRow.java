package dev.muster.model;

/**
 * One thing that was done under a token, as the database of one node keeps it (specs/node-proxy.md sections 2.1 and 2.2).
 *
 * @param id number of the row in this database; a row copied from a node gets a new one
 * @param token correlation id of the request; empty for a row that belongs to none
 * @param code see {@link ResultCode}; codes of other programs are kept as they are
 * @param etime epoch second at which it happened, kept when the row is copied
 * @param ctime epoch seconds, with a fraction, at which this database stored it
 * @param instant whether it is purged after a day
 * @param data JSON document as text
 */
public record HistoryRow(long id, String token, int code, long etime, double ctime, boolean instant, String data) {
    /** Whether the request ended with this row. */
    public boolean isFinal() {
        return code == ResultCode.KO.code() || code == ResultCode.OK.code();
    }
}
