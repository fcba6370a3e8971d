package dev.muster.streams.store;

import java.nio.ByteBuffer;
import org.reactivestreams.Publisher;

/**
 * An answer whose bytes are fetched as they are asked for. It must be subscribed to, if only to cancel, or a connection stays taken.
 *
 * @param start position of the first byte
 * @param length bytes that will come
 * @param total size of the object
 */
public record Reading(long start, long length, long total, Publisher<ByteBuffer> bytes) {}
