package dev.muster.copy;

import dev.muster.model.History;
import dev.muster.model.ResultCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The history rows of one copy.
 *
 * @param wanted false when the request asks for none
 */
record CopyRows(History history, String token, boolean wanted) {
    /** A chunk is stored; where the sender says how far it is in its source, so does the row. */
    void copying(Message chunk, long received) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("message", "process copy inprogress");
        row.put("size", chunk.chunk().length);
        row.put("received", received);
        if (chunk.ofChunk("weight") >= 0) {
            row.put("done", chunk.ofChunk("done"));
            row.put("total", chunk.ofChunk("weight"));
        }
        write(ResultCode.COPYING, row);
    }

    void done(List<String> warnings, boolean skipped) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("message", "process copy finished successfully");
        if (!warnings.isEmpty()) {
            row.put("warnings", warnings);
        }
        if (skipped) {
            row.put("skipped", true);
        }
        write(ResultCode.OK, row);
    }

    void failed(String why) {
        write(ResultCode.KO, Map.of("message", why));
    }

    private void write(ResultCode code, Map<String, ?> row) {
        if (wanted) {
            history.write(token, code, row);
        }
    }
}
