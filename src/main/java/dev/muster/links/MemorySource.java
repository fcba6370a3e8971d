package dev.muster.links;

import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message that was too long for one frame; each segment is let go of when it has been sent. */
final class MemorySource implements Source {
    private final Deque<byte[]> segments;
    private final MessageDigest digest = Digests.sha256();

    MemorySource(List<byte[]> segments) {
        this.segments = new ArrayDeque<>(segments);
    }

    @Override
    public @Nullable Buffer next() {
        byte[] segment = segments.poll();
        if (segment == null) {
            return null;
        }
        digest.update(segment);
        return Buffer.buffer(segment);
    }

    @Override
    public boolean finished() {
        return segments.isEmpty();
    }

    @Override
    public boolean broken() {
        return false;
    }

    @Override
    public String sha256() {
        return Digests.hex(digest.digest());
    }

    @Override
    public void close() {
        segments.clear();
    }
}
