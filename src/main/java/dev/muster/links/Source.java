package dev.muster.links;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Where the chunks of an outgoing stream come from. Used on the connection's event loop only. */
interface Source {
    /** The next data; null when none is ready yet (the outbox is woken when it is) or all was given. */
    @Nullable
    Buffer next();

    /** True when all data was given. */
    boolean finished();

    /** True when the data can no longer be read. */
    boolean broken();

    /** SHA-256 of all data given, hexadecimal. */
    String sha256();

    /** Lets go of what it holds. */
    void close();
}
