package dev.muster.links.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.sshd.sftp.client.SftpClient;
import org.jspecify.annotations.Nullable;

/** Reads the lines of a file on the node from its end, without holding more than one line and one block. Not thread-safe. */
final class LogLines {
    private static final int BLOCK = 32 * 1024;
    private static final int LINE_LIMIT = 64 * 1024;

    /** One line; {@code cut} when only its start is given. */
    record Line(long offset, String text, boolean cut) {}

    private final SftpClient sftp;
    private final SftpClient.Handle handle;
    private final Remote remote;
    private final byte[] backwards = new byte[LINE_LIMIT];
    private byte[] block = new byte[0];
    private long unread;
    private int left;
    private boolean begun;
    private boolean more;

    LogLines(SftpClient sftp, SftpClient.Handle handle, long size, Remote remote) {
        this.sftp = sftp;
        this.handle = handle;
        this.remote = remote;
        this.unread = size;
        this.more = size > 0;
    }

    /** The line before the last one given; null at the start of the file. */
    @Nullable
    Line previous() throws IOException {
        if (!more) {
            return null;
        }
        if (!begun) {
            begun = true;
            if (back() != '\n') {
                left++; // the last line lacks its end
            }
        }
        long length = 0;
        int next = back();
        for (; next >= 0 && next != '\n'; next = back()) {
            backwards[(int) (length++ % LINE_LIMIT)] = (byte) next;
        }
        more = next == '\n';
        long offset = unread + left + (more ? 1 : 0);
        byte[] text = new byte[(int) Math.min(length, LINE_LIMIT)];
        for (int i = 0; i < text.length; i++) {
            text[i] = backwards[(int) ((length - 1 - i) % LINE_LIMIT)];
        }
        return new Line(offset, new String(text, StandardCharsets.UTF_8).stripTrailing(), length > LINE_LIMIT);
    }

    /** The byte before the last one given; -1 at the start of the file. */
    private int back() throws IOException {
        if (left == 0 && !fill()) {
            return -1;
        }
        return block[--left] & 0xff;
    }

    private boolean fill() throws IOException {
        remote.checkCancelled();
        int size = (int) Math.min(BLOCK, unread);
        byte[] fresh = new byte[size];
        for (int have = 0; have < size; ) {
            int read = sftp.read(handle, unread - size + have, fresh, have, size - have);
            if (read <= 0) {
                throw new IOException("the file became shorter while it was read");
            }
            have += read;
        }
        block = fresh;
        left = size;
        unread -= size;
        return size > 0;
    }
}
