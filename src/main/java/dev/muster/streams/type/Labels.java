package dev.muster.streams.type;

import java.util.List;

/**
 * What a library says of a blob, the most likely first.
 *
 * @param magics descriptions in words
 * @param mimes mime types
 */
record Labels(List<String> magics, List<String> mimes) {
    String magic() {
        return magics.isEmpty() ? "data" : magics.get(0);
    }

    String mime() {
        return mimes.isEmpty() ? "application/octet-stream" : mimes.get(0);
    }
}
