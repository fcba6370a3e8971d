/** The S3 side of streams: one path for the server that the hub brings and for any other. Nothing outside this package sees the client library. */
@NullMarked
package dev.muster.streams.store;

import org.jspecify.annotations.NullMarked;
