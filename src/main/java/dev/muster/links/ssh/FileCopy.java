package dev.muster.links.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.client.impl.SftpOutputStreamAsync;

/**
 * One regular file to one node: by SFTP into a file of another name beside the destination, verified there, then renamed over it. A copy
 * that broke off goes on where it stopped: the other name is the same for the same content. Not thread-safe.
 */
final class FileCopy implements Attempt {
    /** Fits into one packet of OpenSSH's channels, so that nothing is copied once more on its way. */
    private static final int PACKET = 0;

    private static final int BLOCK = 256 * 1024;
    private static final String UNVERIFIED = "not verified: the node has neither sha256sum nor openssl";

    private final Remote remote;
    private final CopyRequest request;
    private final Progress progress;
    private final List<String> warnings = new ArrayList<>();
    private long sent;

    FileCopy(Remote remote, CopyRequest request, Progress progress) {
        this.remote = remote;
        this.request = request;
        this.progress = progress;
    }

    @Override
    public CopyReport run() throws IOException {
        Path source = request.source();
        long size = Files.size(source);
        String part = part(request.file(), source, size);
        Map<String, String> found = remote.facts(prepare(part, size));
        String there = found.getOrDefault("digest", "");
        CompletableFuture<String> digest = remote.digest(source); // while the node writes
        if (!there.isEmpty() && there.equals(Remote.await(digest))) {
            progress.at(size, size);
            finish(request.file(), there, false);
            return new CopyReport(size, sent, true, sent == 0, warnings);
        }
        long done = Math.min(Long.parseLong(found.getOrDefault("part", "0")), size);
        send(part, done, size);
        finish(part, Remote.await(digest), true);
        return new CopyReport(size, sent, !warnings.contains(UNVERIFIED), false, warnings);
    }

    /** Next to the destination, so that a rename is enough; the same again for the same source. */
    private static String part(String destination, Path source, long size) throws IOException {
        MessageDigest digest = Digests.sha256();
        String what =
                source + "\n" + size + "\n" + Files.getLastModifiedTime(source).toMillis();
        digest.update(what.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        int slash = destination.lastIndexOf('/');
        String name = destination.substring(slash + 1);
        String shortened = name.length() > 180 ? name.substring(0, 180) : name;
        return destination.substring(0, slash + 1) + "." + shortened + "."
                + Digests.hex(digest).substring(0, 16) + ".part";
    }

    private String prepare(String part, long size) {
        return Digests.FUNCTION
                + """
                d=%s; p=%s; s=%d
                if [ -d "$d" ]; then echo "problem $d is a directory"; exit 0; fi
                case "$d" in */*) mkdir -p -- "${d%%/*}/" 2>/dev/null || { echo "problem cannot create ${d%%/*}"; exit 0; };; esac
                if [ -f "$p" ]; then echo "part $(wc -c < "$p")"; fi
                if [ -f "$d" ] && [ "$(wc -c < "$d")" -eq "$s" ]; then echo "digest $(digest < "$d")"; fi
                """
                        .formatted(ShellWords.path(request.file()), ShellWords.path(part), size);
    }

    private void send(String part, long from, long size) throws IOException {
        progress.at(from, size);
        remote.sftp(sftp -> {
            try (FileChannel in = FileChannel.open(request.source());
                    SftpOutputStreamAsync out = open(sftp, part, from)) {
                in.position(from);
                ByteBuffer block = ByteBuffer.allocate(BLOCK);
                long at = from;
                for (int read = in.read(block); read >= 0; read = in.read(block.clear())) {
                    out.write(block.array(), 0, read);
                    at += read;
                    sent += read;
                    progress.at(at, Math.max(at, size));
                    remote.checkCancelled();
                }
            }
            return part;
        });
    }

    private static SftpOutputStreamAsync open(SftpClient sftp, String part, long from) throws IOException {
        EnumSet<OpenMode> modes = EnumSet.of(OpenMode.Write, OpenMode.Create);
        if (from == 0) {
            modes.add(OpenMode.Truncate);
        }
        var out = new SftpOutputStreamAsync(
                (org.apache.sshd.sftp.client.impl.AbstractSftpClient) sftp, PACKET, part, modes);
        out.setOffset(from);
        return out;
    }

    private void finish(String file, String digest, boolean rename) throws IOException {
        String script = Digests.FUNCTION
                + """
                f=%s; d=%s; want=%s; own=%s; mode=%s; move=%s
                if [ $move = yes ]; then
                  got=$(digest < "$f")
                  if [ -z "$got" ]; then echo "warning %s"
                  elif [ "$got" != "$want" ]; then rm -f -- "$f"; echo "again $got"; exit 0; fi
                fi
                if [ -n "$mode" ]; then chmod -- "$mode" "$f" || { echo "problem chmod $mode"; exit 0; }; fi
                if [ -n "$own" ]; then e=$(chown -- "$own" "$f" 2>&1) || echo "warning chown: $e"; fi
                if [ $move = yes ]; then
                  sync -- "$f" 2>/dev/null
                  e=$(mv -f -- "$f" "$d" 2>&1) || { rm -f -- "$f"; echo "problem $e"; exit 0; }
                fi
                """
                        .formatted(
                                ShellWords.path(file),
                                ShellWords.path(request.file()),
                                digest,
                                ShellWords.quote(request.ownership()),
                                request.mode() != null ? request.mode() : rename ? "0644" : "''",
                                rename ? "yes" : "no",
                                UNVERIFIED);
        Map<String, String> found = remote.facts(script);
        if (found.containsKey("again")) {
            throw new IOException("sha256 of the copy is " + found.get("again") + " instead of " + digest);
        }
        if (found.containsKey("warning")) {
            warnings.add(found.get("warning"));
        }
    }
}
