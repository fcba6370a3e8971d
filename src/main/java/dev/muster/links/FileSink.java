package dev.muster.links;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** A file that arrives in chunks, written in order on a worker thread. */
final class FileSink implements Sink {
    private final Context context;
    private final Path file;
    private final Runnable drained;
    private final MessageDigest digest = Digests.sha256();
    private @Nullable FileChannel channel;
    private Future<Boolean> last = Future.succeededFuture(true);
    private long backlog;

    /** Writes to a new file; {@code drained} is called on the context when the backlog has shrunk. */
    FileSink(Context context, Path file, Runnable drained) {
        this.context = context;
        this.file = file;
        this.drained = drained;
    }

    Path file() {
        return file;
    }

    @Override
    public void add(Buffer chunk) {
        byte[] bytes = chunk.getBytes();
        backlog += bytes.length;
        Future<Boolean> written = context.executeBlocking(() -> write(bytes), true);
        Future<Boolean> before = last;
        last = before.compose(ok -> written);
        written.onComplete(done -> {
            backlog -= bytes.length;
            drained.run();
        });
    }

    @Override
    public long backlog() {
        return backlog;
    }

    @Override
    public Future<String> finish() {
        return last.compose(ok -> context.executeBlocking(
                () -> {
                    open().close();
                    return Digests.hex(digest.digest());
                },
                true));
    }

    @Override
    public void discard() {
        context.executeBlocking(
                () -> {
                    if (channel != null) {
                        channel.close();
                    }
                    return Files.deleteIfExists(file);
                },
                true);
    }

    private Boolean write(byte[] bytes) throws IOException {
        ByteBuffer data = ByteBuffer.wrap(bytes);
        while (data.hasRemaining()) {
            open().write(data);
        }
        digest.update(bytes);
        return true;
    }

    private FileChannel open() throws IOException {
        FileChannel known = channel;
        if (known == null) {
            known = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            channel = known;
        }
        return known;
    }
}
