package dev.muster.links;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A message that arrives in chunks; memory grows with what has come, not with what was announced. */
final class MemorySink implements Sink {
    private final List<byte[]> chunks = new ArrayList<>();
    private final MessageDigest digest = Digests.sha256();

    @Override
    public void add(Buffer chunk) {
        byte[] bytes = chunk.getBytes();
        digest.update(bytes);
        chunks.add(bytes);
    }

    @Override
    public long backlog() {
        return 0;
    }

    @Override
    public Future<String> finish() {
        return Future.succeededFuture(Digests.hex(digest.digest()));
    }

    @Override
    public void discard() {
        chunks.clear();
    }

    InputStream content() {
        List<InputStream> parts = new ArrayList<>();
        chunks.forEach(chunk -> parts.add(new ByteArrayInputStream(chunk)));
        return new SequenceInputStream(Collections.enumeration(parts));
    }
}
