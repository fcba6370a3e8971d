package dev.muster.model;

import java.util.Locale;

/** Where an operation runs (specs/distributed-api.md section 1.3). */
public enum RequestType {
    LOCAL_ANY,
    LOCAL_MASTER,
    DISTRIBUTED_MASTER;

    /** Reads the word used in route files; an unknown one is error 1000 (section 1.3 row 9). */
    public static RequestType parse(String word) {
        for (RequestType type : values()) {
            if (type.word().equals(word)) {
                return type;
            }
        }
        throw new MusterException(
                ErrorCode.INTERNAL,
                "request-type '" + word + "' is not one of local_any, local_master, distributed_master");
    }

    /** The word used in route files and on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
