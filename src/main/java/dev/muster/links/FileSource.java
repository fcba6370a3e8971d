package dev.muster.links;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A file that is read ahead by a few chunks on a worker thread. */
final class FileSource implements Source {
    private static final int AHEAD = 4;

    private final Context context;
    private final FileChannel channel;
    private final Runnable ready;
    private final MessageDigest digest = Digests.sha256();
    private final Deque<Buffer> chunks = new ArrayDeque<>();
    private long unread;
    private boolean reading;
    private boolean broken;

    /** Takes the channel over; {@code ready} is called on the context when data has come. */
    FileSource(Context context, FileChannel channel, long length, Runnable ready) {
        this.context = context;
        this.channel = channel;
        this.unread = length;
        this.ready = ready;
    }

    @Override
    public @Nullable Buffer next() {
        Buffer chunk = chunks.poll();
        if (unread > 0 && !reading && !broken && chunks.size() < AHEAD) {
            read();
        }
        return chunk;
    }

    @Override
    public boolean finished() {
        return unread == 0 && chunks.isEmpty();
    }

    @Override
    public boolean broken() {
        return broken;
    }

    @Override
    public String sha256() {
        return Digests.hex(digest.digest());
    }

    @Override
    public void close() {
        broken = true;
        if (!reading) {
            shut();
        }
    }

    private void read() {
        reading = true;
        int wanted = (int) Math.min(unread, LinkSettings.CHUNK);
        context.<byte[]>executeBlocking(() -> chunk(wanted)).onComplete(read -> {
            reading = false;
            if (broken) {
                shut();
            } else if (read.failed()) {
                broken = true;
                shut();
            } else {
                unread -= wanted;
                chunks.add(Buffer.buffer(read.result()));
            }
            ready.run();
        });
    }

    private byte[] chunk(int wanted) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(wanted);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new IOException("the file became shorter while it was sent");
            }
        }
        digest.update(buffer.array());
        return buffer.array();
    }

    private void shut() {
        context.executeBlocking(() -> {
            channel.close();
            return true;
        });
    }
}
