package dev.muster.links;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Where the chunks of an incoming stream go. Used on the connection's event loop only. */
interface Sink {
    /** Takes a chunk. */
    void add(Buffer chunk);

    /** Bytes taken and not yet dealt with. */
    long backlog();

    /** All chunks came: the SHA-256 of the data, once it is where it belongs. */
    Future<String> finish();

    /** Throws everything away. */
    void discard();
}
